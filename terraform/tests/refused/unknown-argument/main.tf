# An argument named "pubic_access_prevention" is not expected here
terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_storage_bucket" "this" {
  name                    = "acme-lake"
  location                = "europe-west1"
  pubic_access_prevention = "enforced"
}
