# What has to be there before the first apply of the module: a bucket for its state, and an account that
# applies it. Applied once per project, by somebody who administers it, with the state in a file.

terraform {
  required_version = ">= 1.9, < 2.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

variable "github_repository" {
  description = "OWNER/NAME of a repository whose workflows may apply as the deployer, without a key. None if it is left out."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be OWNER/NAME."
  }
}

variable "name" {
  description = "The name that the module gets."
  type        = string
  default     = "headrace"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.name))
    error_message = "name must be 2 to 12 lower-case letters and digits, beginning with a letter."
  }
}

variable "project" {
  description = "The id of the project."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project is no project id."
  }
}

variable "region" {
  description = "Where the state is kept."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "region is no region. Use one such as europe-west1."
  }
}

locals {
  # Not owner: whoever applies makes these things and grants these roles, and nothing else.
  _deployer_roles = toset([
    "roles/artifactregistry.admin",
    "roles/bigquery.dataOwner",
    "roles/cloudfunctions.developer",
    "roles/cloudscheduler.admin",
    "roles/compute.networkAdmin",
    "roles/compute.securityAdmin",
    "roles/iam.roleAdmin",
    "roles/iam.serviceAccountAdmin",
    "roles/logging.configWriter",
    "roles/monitoring.editor",
    "roles/pubsub.admin",
    "roles/resourcemanager.projectIamAdmin",
    "roles/run.admin",
    "roles/serviceusage.serviceUsageAdmin",
    "roles/storage.admin",
  ])
}

resource "google_project_service" "this" {
  for_each = toset(["cloudresourcemanager.googleapis.com", "iam.googleapis.com", "iamcredentials.googleapis.com", "serviceusage.googleapis.com", "storage.googleapis.com"])

  project            = var.project
  service            = each.key
  disable_on_destroy = false
}

resource "google_storage_bucket" "state" {
  name                        = "${var.project}-${var.name}-state"
  project                     = var.project
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      num_newer_versions = 50
    }
  }

  # Whoever loses the state loses the way back.
  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.this]
}

resource "google_service_account" "deployer" {
  account_id   = "${var.name}-deployer"
  project      = var.project
  display_name = "Headrace ${var.name}: applies the module"
  depends_on   = [google_project_service.this]
}

resource "google_project_iam_member" "deployer" {
  for_each = local._deployer_roles

  project = var.project
  role    = each.key
  member  = "serviceAccount:${google_service_account.deployer.email}"
}

# Deploying a function or a Scheduler job is acting as its account, and those accounts are not made yet.
resource "google_project_iam_member" "deployer_acts_as" {
  project = var.project
  role    = "roles/iam.serviceAccountUser"
  member  = "serviceAccount:${google_service_account.deployer.email}"

  condition {
    title       = "accounts of ${var.name}"
    description = "Only the accounts that the module makes."
    expression  = "resource.type != \"iam.googleapis.com/ServiceAccount\" || resource.name.extract(\"/serviceAccounts/{account}@\").startsWith(\"${var.name}-\")"
  }
}

resource "google_iam_workload_identity_pool" "github" {
  count = var.github_repository == null ? 0 : 1

  project                   = var.project
  workload_identity_pool_id = "${var.name}-github"
  display_name              = "Headrace ${var.name}: workflows"
  depends_on                = [google_project_service.this]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  count = var.github_repository == null ? 0 : 1

  project                            = var.project
  workload_identity_pool_id          = google_iam_workload_identity_pool.github[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
    "attribute.ref"        = "assertion.ref"
  }
  # Only the main branch applies: a pull request must not.
  attribute_condition = "assertion.repository == \"${var.github_repository}\" && assertion.ref == \"refs/heads/main\""

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account_iam_member" "github" {
  count = var.github_repository == null ? 0 : 1

  service_account_id = google_service_account.deployer.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github[0].name}/attribute.repository/${var.github_repository}"
}

output "deployer" {
  description = "The account that applies the module: gcloud auth application-default login --impersonate-service-account."
  value       = google_service_account.deployer.email
}

output "state_bucket" {
  description = "For envs/*.backend.hcl."
  value       = google_storage_bucket.state.name
}
