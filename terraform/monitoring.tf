# Failures are found in the log, silence in the number of calls. A threshold on a log-based metric that
# the same apply makes would fail for minutes, so those metrics feed the dashboard alone.

locals {
  _alerting = local._cloud
  _channels = [for channel in google_monitoring_notification_channel.email : channel.id]
  _services = join(" OR ", [for name in keys(local.functions) : "resource.labels.service_name=\"${var.name}-${name}\""])
  _log      = "resource.type=\"cloud_run_revision\" AND (${local._services})"

  # Lines of the log that a person has to see: AlertsTest holds each filter to the lines that functions
  # write, and every kind of alarm to an alert.
  _log_alerts = local._alerting ? {
    run-failed = {
      title  = "a run failed"
      filter = "jsonPayload.run_state=\"FAILED\""
      text   = "A run has failed and is not tried again by itself. `headrace explain PIPELINE INTERVAL` says why, `headrace rerun` runs it once more."
    }
    deadline-missed = {
      title  = "a deadline was missed"
      filter = "severity=\"ALERT\" AND jsonPayload.notification.kind:*"
      text   = "An interval has not succeeded by its pipeline's deadline. The line names the pipeline, the interval and whom to tell."
    }
    foreign-job = {
      title  = "a foreign job"
      filter = "jsonPayload.alarm=\"FOREIGN_JOB\""
      text   = "Dataproc has a job under one of our ids that is not ours. Find out who made it: somebody else submits jobs with this installation's ids."
    }
    corrupt = {
      title  = "a document cannot be read, or an event was refused"
      filter = "jsonPayload.alarm=(\"CORRUPT\" OR \"REFUSED_EVENT\" OR \"SKIPPED_IN_PASS\")"
      text   = "The line names the object. The control bucket keeps earlier generations: restore one. Refused events are kept below events/refused/."
    }
    late-data = {
      title  = "landed files changed after their run"
      filter = "jsonPayload.alarm=\"LATE_DATA\""
      text   = "The line names the run and the files. The pipeline says that such a change is only told: `headrace rerun` computes the interval anew."
    }
    not-in-force = {
      title  = "a package was not put in force"
      filter = "jsonPayload.alarm=\"NOT_IN_FORCE\""
      text   = "What was in force before still is. The line says what stands in the way: mend it, run `headrace package` and `terraform apply` again. Until then every pass says so anew."
    }
  } : {}
}

resource "google_monitoring_notification_channel" "email" {
  for_each = local._alerting ? toset(var.alert_emails) : toset([])

  project      = var.project
  display_name = "Headrace ${var.name}: ${each.key}"
  type         = "email"
  labels       = { email_address = each.key }
  depends_on   = [time_sleep.apis]
}

resource "google_monitoring_alert_policy" "log" {
  for_each = local._log_alerts

  project               = var.project
  display_name          = "Headrace ${var.name}: ${each.value.title}"
  combiner              = "OR"
  severity              = contains(["corrupt", "late-data"], each.key) ? "WARNING" : "ERROR"
  notification_channels = local._channels
  user_labels           = local.labels

  conditions {
    display_name = each.value.title

    condition_matched_log {
      filter = "${local._log} AND ${each.value.filter}"
      label_extractors = {
        message = "EXTRACT(jsonPayload.message)"
      }
    }
  }

  alert_strategy {
    auto_close = "86400s"

    # Needed with a condition on the log.
    notification_rate_limit {
      period = "300s"
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "$${log.extracted_label.message}\n\n${each.value.text}"
  }

  depends_on = [time_sleep.apis]
}

resource "google_monitoring_alert_policy" "reconcile_silent" {
  count = local._alerting ? 1 : 0

  project               = var.project
  display_name          = "Headrace ${var.name}: reconcile is silent"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local._channels
  user_labels           = local.labels

  conditions {
    display_name = "no successful call for 20 minutes"

    condition_absent {
      filter   = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${var.name}-reconcile\" AND metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code_class=\"2xx\""
      duration = "1200s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_SUM"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "Nothing repairs what a lost event left undone, and deadlines are not judged. Look at the Scheduler job headrace-${var.name}-reconcile and at the log of the service ${var.name}-reconcile. Comes only once calls have been seen."
  }

  depends_on = [google_cloudfunctions2_function.this]
}

resource "google_monitoring_alert_policy" "dead_letters" {
  count = local._alerting ? 1 : 0

  project               = var.project
  display_name          = "Headrace ${var.name}: events were put aside"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local._channels
  user_labels           = local.labels

  conditions {
    display_name = "a dead letter waits"

    condition_threshold {
      filter          = "resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"${var.name}-dead-letters\" AND metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    mime_type = "text/markdown"
    content   = "A function refused an event ${var.dead_letter_attempts} times. Reconcile does its work all the same. See what it was: `gcloud pubsub subscriptions pull ${var.name}-dead-letters --project ${var.project}`; acknowledge it with `--auto-ack` once it is understood."
  }

  depends_on = [google_pubsub_subscription.dead]
}

resource "google_logging_metric" "this" {
  for_each = local._alerting ? {
    runs   = { filter = "jsonPayload.run_state:*", text = "Runs that ended, by pipeline and how", labels = { pipeline = "pipeline", state = "run_state" } }
    alarms = { filter = "jsonPayload.alarm:*", text = "Lines that a person should see, by kind", labels = { alarm = "alarm" } }
  } : {}

  name        = "${var.name}/${each.key}"
  project     = var.project
  description = "Headrace: ${each.value.text}"
  filter      = "${local._log} AND ${each.value.filter}"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"

    dynamic "labels" {
      for_each = each.value.labels
      content {
        key        = labels.key
        value_type = "STRING"
      }
    }
  }

  label_extractors = { for label, field in each.value.labels : label => "EXTRACT(jsonPayload.${field})" }

  depends_on = [time_sleep.apis]
}

locals {
  _charts = {
    "Calls of functions, by answer" = {
      filter = "metric.type=\"run.googleapis.com/request_count\" resource.type=\"cloud_run_revision\" resource.label.service_name=monitoring.regex.full_match(\"${var.name}-.*\")"
      align  = "ALIGN_RATE", reduce = "REDUCE_SUM", by = ["resource.label.service_name", "metric.label.response_code_class"]
    }
    "Latency of functions, 95th percentile" = {
      filter = "metric.type=\"run.googleapis.com/request_latencies\" resource.type=\"cloud_run_revision\" resource.label.service_name=monitoring.regex.full_match(\"${var.name}-.*\")"
      align  = "ALIGN_PERCENTILE_95", reduce = "REDUCE_MAX", by = ["resource.label.service_name"]
    }
    "Runs that ended, by pipeline and how" = {
      filter = "metric.type=\"logging.googleapis.com/user/${var.name}/runs\" resource.type=\"cloud_run_revision\""
      align  = "ALIGN_DELTA", reduce = "REDUCE_SUM", by = ["metric.label.pipeline", "metric.label.state"]
    }
    "Alarms, by kind" = {
      filter = "metric.type=\"logging.googleapis.com/user/${var.name}/alarms\" resource.type=\"cloud_run_revision\""
      align  = "ALIGN_DELTA", reduce = "REDUCE_SUM", by = ["metric.label.alarm"]
    }
    "Events that wait" = {
      filter = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" resource.type=\"pubsub_subscription\" resource.label.subscription_id=monitoring.regex.full_match(\"${var.name}-.*\")"
      align  = "ALIGN_MAX", reduce = "REDUCE_MAX", by = ["resource.label.subscription_id"]
    }
    "Bytes in buckets" = {
      filter = "metric.type=\"storage.googleapis.com/storage/v2/total_bytes\" resource.type=\"gcs_bucket\" resource.label.bucket_name=monitoring.regex.full_match(\"${join("|", values(local.buckets))}\")"
      align  = "ALIGN_MEAN", reduce = "REDUCE_SUM", by = ["resource.label.bucket_name", "metric.label.type"]
    }
  }
}

locals {
  _dashboard = jsonencode({
    displayName = "Headrace ${var.name}"
    mosaicLayout = {
      columns = 12
      tiles = [for i, title in keys(local._charts) : {
        xPos = i % 2 * 6, yPos = floor(i / 2) * 4, width = 6, height = 4
        widget = {
          title = title
          xyChart = {
            dataSets = [{
              plotType = "LINE"
              timeSeriesQuery = {
                timeSeriesFilter = {
                  filter = local._charts[title].filter
                  aggregation = {
                    alignmentPeriod    = "300s"
                    perSeriesAligner   = local._charts[title].align
                    crossSeriesReducer = local._charts[title].reduce
                    groupByFields      = local._charts[title].by
                  }
                }
              }
            }]
          }
        }
      }]
    }
  })
}

# What was written last, in our own way.
resource "terraform_data" "dashboard" {
  count = local._alerting ? 1 : 0

  input = sha256(local._dashboard)
}

resource "google_monitoring_dashboard" "this" {
  count = local._alerting ? 1 : 0

  project        = var.project
  dashboard_json = local._dashboard

  # The service writes numbers and defaults in its own way, which would be a change in every plan. So what
  # it shows is not compared, and a dashboard that is written in another way than last is a new one.
  lifecycle {
    ignore_changes       = [dashboard_json]
    replace_triggered_by = [terraform_data.dashboard]
  }

  depends_on = [google_logging_metric.this]
}

resource "google_billing_budget" "this" {
  count = local._cloud && var.budget != null ? 1 : 0

  billing_account = var.budget.billing_account
  display_name    = "Headrace ${var.name} in ${var.project}"

  budget_filter {
    projects = ["projects/${data.google_project.this[0].number}"]
  }

  amount {
    specified_amount {
      currency_code = var.budget.currency
      units         = tostring(var.budget.amount)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1.0]
    content {
      threshold_percent = threshold_rules.value
    }
  }

  dynamic "all_updates_rule" {
    for_each = length(local._channels) == 0 ? [] : [local._channels]
    content {
      monitoring_notification_channels = slice(all_updates_rule.value, 0, min(5, length(all_updates_rule.value)))
    }
  }

  depends_on = [time_sleep.apis]
}
