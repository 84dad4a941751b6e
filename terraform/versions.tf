terraform {
  # Validations that look at other variables need 1.9.
  required_version = ">= 1.9, < 2.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8.0"
    }
    time = {
      source  = "hashicorp/time"
      version = ">= 0.12, < 1.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region

  # Null leaves Google's own addresses.
  storage_custom_endpoint         = try("${var.local_cloud.url}/storage/v1/", null)
  cloud_scheduler_custom_endpoint = try("${var.local_cloud.url}/v1/", null)
  # A local cloud asks for no credentials, and real ones must not be sent to it.
  access_token          = try(var.local_cloud.token, null)
  user_project_override = var.local_cloud == null ? null : false
  default_labels        = local.labels
}
