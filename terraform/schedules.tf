# One job for each scheduled pipeline, and one that repairs. Every call is only a hint to look, so a job
# that is late or called twice changes no result. Names are those that `headrace pause` and `resume` know.

locals {
  _schedule_url  = local._cloud ? try(local.urls["schedule"], null) : var.local_cloud.schedule_url
  _reconcile_url = local._cloud ? try(local.urls["reconcile"], null) : var.local_cloud.reconcile_url
  _invoker       = local._cloud ? try(google_service_account.caller["scheduler"].email, null) : var.local_cloud.invoker_account
  # The caller gives up only after the function has.
  _attempt_deadline = "${var.functions.timeout_seconds + 30}s"
}

resource "google_cloud_scheduler_job" "pipeline" {
  for_each = local.schedules

  name             = "headrace-${var.name}-${each.key}"
  project          = var.project
  region           = var.region
  description      = "Headrace: pipeline ${each.key}"
  schedule         = each.value.cron
  time_zone        = each.value.timeZone
  paused           = var.paused
  attempt_deadline = local._attempt_deadline

  retry_config {
    retry_count          = 5
    min_backoff_duration = "10s"
    max_backoff_duration = "300s"
    max_doublings        = 5
  }

  http_target {
    http_method = "POST"
    uri         = local._schedule_url
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode(jsonencode({ pipeline = each.key }))

    oidc_token {
      service_account_email = local._invoker
      audience              = local._schedule_url
    }
  }

  depends_on = [google_cloudfunctions2_function.this, google_cloud_run_service_iam_member.caller]
}

resource "google_cloud_scheduler_job" "reconcile" {
  name             = "headrace-${var.name}-reconcile"
  project          = var.project
  region           = var.region
  description      = "Headrace: repairs whatever an event should have done, and puts the package in force"
  schedule         = "*/5 * * * *"
  time_zone        = "Etc/UTC"
  paused           = false
  attempt_deadline = local._attempt_deadline

  # Its next call is its retry.
  retry_config {
    retry_count = 0
  }

  http_target {
    http_method = "POST"
    uri         = local._reconcile_url
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode(local._in_force)

    oidc_token {
      service_account_email = local._invoker
      audience              = local._reconcile_url
    }
  }

  depends_on = [
    google_cloudfunctions2_function.this,
    google_cloud_run_service_iam_member.caller,
    google_storage_bucket_object.package,
  ]
}
