# Too many http_target blocks
terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_cloud_scheduler_job" "this" {
  name = "tick"

  http_target {
    uri = "https://example.com/1"
  }
  http_target {
    uri = "https://example.com/2"
  }
}
