# Who may do what. Roles of our own, made of exactly the permissions that the code's calls need:
# functions/api-calls.json lists the calls, docs/iam.md is generated from both, and a test compares them.

locals {
  # Accounts that call functions: one for Cloud Scheduler, one for events.
  _callers = local._cloud ? toset(["scheduler", "events"]) : toset([])

  _roles = merge(
    {
      read = {
        title       = "read objects"
        permissions = ["storage.objects.get", "storage.objects.list"]
      }
      # Replacing an object is creating it and deleting the one before.
      state = {
        title       = "keep state"
        permissions = ["storage.objects.create", "storage.objects.delete", "storage.objects.get", "storage.objects.list"]
      }
      # Without delete, so that what ran stays to be seen.
      submit = {
        title = "submit jobs"
        permissions = [
          "dataproc.batches.cancel", "dataproc.batches.create", "dataproc.batches.get",
          "dataproc.clusters.use", "dataproc.jobs.cancel", "dataproc.jobs.create", "dataproc.jobs.get",
          "dataproc.operations.cancel",
        ]
      }
      lake = {
        title = "write the lake"
        permissions = [
          "storage.buckets.get", "storage.objects.create", "storage.objects.delete",
          "storage.objects.get", "storage.objects.list",
        ]
      }
      # An outcome is written once: creating needs no delete, and a job reads back what it wrote.
      outcome = {
        title       = "write outcomes"
        permissions = ["storage.objects.create", "storage.objects.get"]
      }
      # Listing is a right on the bucket, which no condition on names narrows.
      names = {
        title       = "list objects"
        permissions = ["storage.objects.list"]
      }
    },
    var.spark_node_role != null ? {} : {
      # dataproc.worker without its rights on every bucket of the project.
      node = {
        title = "Spark node"
        permissions = [
          "dataproc.agents.create", "dataproc.agents.delete", "dataproc.agents.get",
          "dataproc.agents.list", "dataproc.agents.update", "dataproc.batches.sparkApplicationWrite",
          "dataproc.tasks.lease", "dataproc.tasks.listInvalidatedLeases", "dataproc.tasks.reportStatus",
          "dataprocrm.nodePools.create", "dataprocrm.nodePools.delete",
          "dataprocrm.nodePools.deleteNodes", "dataprocrm.nodePools.get", "dataprocrm.nodePools.list",
          "dataprocrm.nodePools.resize", "dataprocrm.nodes.get", "dataprocrm.nodes.heartbeat",
          "dataprocrm.nodes.list", "dataprocrm.nodes.mintOAuthToken", "dataprocrm.operations.get",
          "logging.logEntries.create", "logging.logEntries.route", "monitoring.metricDescriptors.create",
          "monitoring.metricDescriptors.get", "monitoring.metricDescriptors.list",
          "monitoring.monitoredResourceDescriptors.get", "monitoring.monitoredResourceDescriptors.list",
          "monitoring.timeSeries.create",
        ]
      }
    },
    !local._uses_warehouse ? {} : {
      load = {
        title       = "run load jobs"
        permissions = ["bigquery.datasets.create", "bigquery.jobs.create", "bigquery.jobs.get", "bigquery.jobs.update"]
      }
      # Data sets are made here, so that all functions have the same rights on them: the call that makes a
      # missing one is sent before it is known that there is one.
      tables = {
        title = "write tables"
        permissions = [
          "bigquery.tables.create", "bigquery.tables.get", "bigquery.tables.getData",
          "bigquery.tables.update", "bigquery.tables.updateData",
        ]
      }
    }
  )
  roles = local._cloud ? local._roles : {}

  # Rights of functions on buckets, keyed "function/bucket".
  _function_buckets = merge(
    merge([for name in keys(local.engines) : {
      "${name}/control"  = "state"
      "${name}/landing"  = "read"
      "${name}/lake"     = "read"
      "${name}/outcomes" = "read"
    }]...),
    contains(keys(local.functions), "console") ? { "console/control" = "read", "console/landing" = "read" } : {},
  )

  # Rights of jobs on buckets, keyed "account/bucket". Nothing on control.
  _job_buckets = merge([for name in keys(local.job_accounts) : {
    "${name}/landing"  = "read"
    "${name}/code"     = "read"
    "${name}/lake"     = "lake"
    "${name}/outcomes" = "names"
  }]...)

  # Below which names an account's outcomes stand; a shared account has all.
  _outcome_prefixes = { for name in keys(local.job_accounts) :
    name => var.jobs_account == "shared" ? "" : "${name}/"
  }

  _acts_as = merge([for function in keys(local.engines) : {
    for account in keys(local.job_accounts) : "${function}/${account}" => { function = function, account = account }
  }]...)

  _calls = { for name, function in local.functions : name => function.caller if function.caller != "people" }
}

resource "google_service_account" "function" {
  for_each = local.functions

  account_id   = "${var.name}-${each.key}"
  project      = var.project
  display_name = "Headrace ${var.name}: function ${each.key}"
  depends_on   = [time_sleep.apis]
}

resource "google_service_account" "caller" {
  for_each = local._callers

  account_id   = "${var.name}-${each.key}"
  project      = var.project
  display_name = "Headrace ${var.name}: calls functions for ${each.key}"
  depends_on   = [time_sleep.apis]
}

resource "google_service_account" "job" {
  for_each = local.job_accounts

  account_id   = each.value
  project      = var.project
  display_name = var.jobs_account == "shared" ? "Headrace ${var.name}: jobs" : "Headrace ${var.name}: jobs of ${each.key}"
  depends_on   = [time_sleep.apis]
}

resource "google_service_account" "build" {
  count = local._cloud ? 1 : 0

  account_id   = "${var.name}-build"
  project      = var.project
  display_name = "Headrace ${var.name}: builds functions"
  depends_on   = [time_sleep.apis]
}

resource "google_project_iam_custom_role" "this" {
  for_each = local.roles

  role_id     = "${var.name}_${each.key}"
  project     = var.project
  title       = "Headrace ${var.name}: ${each.value.title}"
  permissions = each.value.permissions
  depends_on  = [time_sleep.apis]
}

# --- Buckets ---

resource "google_storage_bucket_iam_member" "function" {
  for_each = local._function_buckets

  bucket = google_storage_bucket.this[split("/", each.key)[1]].name
  role   = google_project_iam_custom_role.this[each.value].id
  member = "serviceAccount:${google_service_account.function[split("/", each.key)[0]].email}"
}

resource "google_storage_bucket_iam_member" "job" {
  for_each = local._job_buckets

  bucket = google_storage_bucket.this[split("/", each.key)[1]].name
  role   = google_project_iam_custom_role.this[each.value].id
  member = "serviceAccount:${google_service_account.job[split("/", each.key)[0]].email}"
}

resource "google_storage_bucket_iam_member" "outcome" {
  for_each = local._outcome_prefixes

  bucket = google_storage_bucket.this["outcomes"].name
  role   = google_project_iam_custom_role.this["outcome"].id
  member = "serviceAccount:${google_service_account.job[each.key].email}"

  dynamic "condition" {
    for_each = each.value == "" ? [] : [each.value]
    content {
      title       = "outcomes of ${each.key}"
      description = "Jobs of a pipeline write only its own outcomes."
      expression  = "resource.name.startsWith(\"projects/_/buckets/${local.buckets["outcomes"]}/objects/${condition.value}\")"
    }
  }
}

resource "google_storage_bucket_iam_member" "build" {
  count = local._cloud ? 1 : 0

  bucket = google_storage_bucket.this["code"].name
  role   = google_project_iam_custom_role.this["read"].id
  member = "serviceAccount:${google_service_account.build[0].email}"
}

# --- The project ---

resource "google_project_iam_member" "submit" {
  for_each = local.engines

  project = var.project
  role    = google_project_iam_custom_role.this["submit"].id
  member  = "serviceAccount:${google_service_account.function[each.key].email}"
}

resource "google_project_iam_member" "load" {
  for_each = local._uses_warehouse ? local.engines : {}

  project = var.project
  role    = google_project_iam_custom_role.this["load"].id
  member  = "serviceAccount:${google_service_account.function[each.key].email}"
}

resource "google_project_iam_member" "node" {
  for_each = local.job_accounts

  project = var.project
  role    = var.spark_node_role != null ? var.spark_node_role : google_project_iam_custom_role.this["node"].id
  member  = "serviceAccount:${google_service_account.job[each.key].email}"
}

resource "google_project_iam_member" "build" {
  for_each = local._cloud ? toset(["roles/artifactregistry.writer", "roles/logging.logWriter"]) : toset([])

  project = var.project
  role    = each.key
  member  = "serviceAccount:${google_service_account.build[0].email}"
}

# --- One thing each ---

# On the project it would be every account of the project.
resource "google_service_account_iam_member" "acts_as" {
  for_each = local._acts_as

  service_account_id = google_service_account.job[each.value.account].name
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${google_service_account.function[each.value.function].email}"
}

resource "google_bigquery_dataset_iam_member" "load" {
  for_each = merge([for dataset in local.datasets : {
    for function in keys(local.engines) : "${function}/${dataset}" => { function = function, dataset = dataset }
  }]...)

  project    = var.project
  dataset_id = google_bigquery_dataset.this[each.value.dataset].dataset_id
  role       = google_project_iam_custom_role.this["tables"].id
  member     = "serviceAccount:${google_service_account.function[each.value.function].email}"
}

# A function is a service of Cloud Run, and that is where calling it is allowed. A service that was
# replaced has lost its grants.
resource "google_cloud_run_service_iam_member" "caller" {
  for_each = local._calls

  project  = var.project
  location = var.region
  service  = google_cloudfunctions2_function.this[each.key].name
  role     = "roles/run.servicesInvoker"
  member   = "serviceAccount:${google_service_account.caller[each.value].email}"

  lifecycle {
    replace_triggered_by = [google_cloudfunctions2_function.this[each.key].id]
  }
}

resource "google_cloud_run_service_iam_member" "console" {
  for_each = contains(keys(local.functions), "console") ? toset(var.console.members) : toset([])

  project  = var.project
  location = var.region
  service  = google_cloudfunctions2_function.this["console"].name
  role     = "roles/run.servicesInvoker"
  member   = each.key

  lifecycle {
    replace_triggered_by = [google_cloudfunctions2_function.this["console"].id]
  }
}

# A grant is not everywhere at once: what is built and called right after would be refused.
resource "time_sleep" "iam" {
  count = local._cloud ? 1 : 0

  create_duration = "60s"
  triggers = {
    build   = join(",", [for member in google_project_iam_member.build : member.id])
    code    = google_storage_bucket_iam_member.build[0].id
    publish = join(",", [for member in google_pubsub_topic_iam_member.publish : member.id])
  }
}

resource "google_project_iam_audit_config" "storage" {
  count = local._cloud && var.audit_reads ? 1 : 0

  project = var.project
  service = "storage.googleapis.com"

  dynamic "audit_log_config" {
    for_each = ["DATA_READ", "DATA_WRITE"]
    content {
      log_type = audit_log_config.value
    }
  }
}
