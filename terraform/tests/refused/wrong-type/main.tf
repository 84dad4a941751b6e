# Inappropriate value for attribute "ack_deadline_seconds"
terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_pubsub_subscription" "this" {
  name                 = "events"
  topic                = "projects/acme-data/topics/events"
  ack_deadline_seconds = "soon"
}
