# An object that is finalized wakes a function: the bucket publishes it, a subscription pushes it, with
# a token of an account of its own, tries again until it is acknowledged, and puts aside what never is.

resource "google_pubsub_topic" "events" {
  for_each = local.triggers

  name                       = "${var.name}-${each.key}"
  project                    = var.project
  labels                     = local.labels
  message_retention_duration = "86400s"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [time_sleep.apis]
}

resource "google_pubsub_topic_iam_member" "publish" {
  for_each = local.triggers

  project = var.project
  topic   = google_pubsub_topic.events[each.key].name
  role    = "roles/pubsub.publisher"
  member  = local._storage_agent

  depends_on = [data.google_storage_project_service_account.this]
}

resource "google_storage_notification" "events" {
  for_each = local.triggers

  bucket         = google_storage_bucket.this[each.value].name
  topic          = google_pubsub_topic.events[each.key].id
  event_types    = ["OBJECT_FINALIZE"]
  payload_format = "JSON_API_V1"

  depends_on = [google_pubsub_topic_iam_member.publish, time_sleep.iam]
}

resource "google_pubsub_subscription" "events" {
  for_each = local.triggers

  name    = "${var.name}-${each.key}"
  project = var.project
  labels  = local.labels
  topic   = google_pubsub_topic.events[each.key].id

  # Longer than the function may take: a delivery must not overtake the one before.
  ack_deadline_seconds       = min(600, var.functions.timeout_seconds + 30)
  message_retention_duration = "604800s"

  push_config {
    push_endpoint = local.urls[each.key]

    oidc_token {
      service_account_email = google_service_account.caller["events"].email
      audience              = local.urls[each.key]
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead[0].id
    max_delivery_attempts = var.dead_letter_attempts
  }

  # Never: a quiet month is no reason to lose the subscription.
  expiration_policy {
    ttl = ""
  }

  depends_on = [google_cloudfunctions2_function.this, google_cloud_run_service_iam_member.caller]
}

resource "google_pubsub_topic" "dead" {
  count = local._cloud ? 1 : 0

  name    = "${var.name}-dead-letters"
  project = var.project
  labels  = local.labels

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [time_sleep.apis]
}

# Keeps what was put aside until a person has looked.
resource "google_pubsub_subscription" "dead" {
  count = local._cloud ? 1 : 0

  name                       = "${var.name}-dead-letters"
  project                    = var.project
  labels                     = local.labels
  topic                      = google_pubsub_topic.dead[0].id
  message_retention_duration = "2678400s"

  expiration_policy {
    ttl = ""
  }
}

# Pub/Sub itself moves the message.
resource "google_pubsub_topic_iam_member" "dead" {
  count = local._cloud ? 1 : 0

  project = var.project
  topic   = google_pubsub_topic.dead[0].name
  role    = "roles/pubsub.publisher"
  member  = local._pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "dead" {
  for_each = local.triggers

  project      = var.project
  subscription = google_pubsub_subscription.events[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local._pubsub_agent
}
