# Every name in one place. All begin with var.name, which holds no '-', so that no two installations in
# a project can make the same name.

locals {
  # A local cloud has the functions and asks for no rights: only buckets, objects and jobs are applied.
  _cloud = var.local_cloud == null

  labels = merge(var.labels, { headrace = var.name, environment = var.environment })

  buckets = { for purpose in ["landing", "lake", "control", "outcomes", "code"] :
    purpose => lookup(var.bucket_names, purpose, "${var.project}-${var.name}-${purpose}")
  }

  # Called by Cloud Scheduler, by a bucket's events, or by people.
  _entry_points = merge(
    {
      schedule  = { class = "dev.headrace.functions.ScheduleFunction", caller = "scheduler" }
      reconcile = { class = "dev.headrace.functions.ReconcileFunction", caller = "scheduler" }
      arrival   = { class = "dev.headrace.functions.ArrivalFunction", caller = "events" }
      advance   = { class = "dev.headrace.functions.AdvanceFunction", caller = "events" }
    },
    var.console.enabled ? {
      console = { class = "dev.headrace.functions.ConsoleFunction", caller = "people" }
    } : {}
  )
  functions = local._cloud ? local._entry_points : {}
  # Those that decide, and therefore write state and submit jobs.
  engines = { for name, function in local.functions : name => function if function.caller != "people" }

  # The address of a Cloud Run service that is known before the service is there.
  urls = { for name in keys(local.functions) :
    name => "https://${var.name}-${name}-${data.google_project.this[0].number}.${var.region}.run.app"
  }

  # Event sources: the purpose of the bucket, by the function that its objects wake.
  triggers = local._cloud ? { arrival = "landing", advance = "outcomes" } : {}

  # The same as JobAccounts in the functions: at most 30 characters, told apart by the hash.
  _job_account_room = 30 - length(var.name) - 10
  _job_account_ids = { for name in keys(local.pipelines) :
    name => "${var.name}-${substr(name, 0, min(length(name), local._job_account_room))}-${substr(sha256(name), 0, 8)}"
  }
  job_accounts = !local._cloud ? {} : (
    var.jobs_account == "shared" ? { shared = "${var.name}-jobs" } : local._job_account_ids
  )
}
