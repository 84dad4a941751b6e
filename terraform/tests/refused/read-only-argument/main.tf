# self_link is read-only
terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_storage_bucket" "this" {
  name      = "acme-lake"
  location  = "europe-west1"
  self_link = "https://example.com"
}
