# One bucket for each purpose, because events and most roles go by the bucket.

locals {
  # soft_delete is in days. State is versioned instead; what is staged is written again.
  _bucket_settings = {
    landing  = { versioning = false, soft_delete = var.retention_days.soft_delete }
    lake     = { versioning = false, soft_delete = var.retention_days.soft_delete }
    control  = { versioning = true, soft_delete = 0 }
    outcomes = { versioning = false, soft_delete = var.retention_days.soft_delete }
    code     = { versioning = true, soft_delete = var.retention_days.soft_delete }
  }

  # What is deleted, and when. An unfinished upload is deleted after a day in every bucket.
  _lifecycle = {
    landing  = [{ age = var.retention_days.landing, prefix = null, noncurrent = null }]
    lake     = [{ age = var.retention_days.staging, prefix = ["staging/"], noncurrent = null }]
    control  = [{ age = null, prefix = null, noncurrent = var.retention_days.state }]
    outcomes = [{ age = var.retention_days.outcomes, prefix = null, noncurrent = null }]
    # Live jobs and revisions run code of any age.
    code = []
  }
}

resource "google_storage_bucket" "this" {
  for_each = local.buckets

  name     = each.value
  project  = var.project
  location = var.region

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = var.allow_data_loss

  versioning {
    enabled = local._bucket_settings[each.key].versioning
  }

  # Always said: without the block the setting of before stays.
  soft_delete_policy {
    retention_duration_seconds = local._bucket_settings[each.key].soft_delete * 24 * 60 * 60
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }
    condition {
      age = 1
    }
  }

  dynamic "lifecycle_rule" {
    for_each = local._lifecycle[each.key]
    content {
      action {
        type = "Delete"
      }
      condition {
        age                        = lifecycle_rule.value.age
        matches_prefix             = lifecycle_rule.value.prefix
        days_since_noncurrent_time = lifecycle_rule.value.noncurrent
      }
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key == null ? [] : [var.kms_key]
    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [time_sleep.apis, google_kms_crypto_key_iam_member.storage]
}

# The local cloud has its buckets from its first start.
import {
  for_each = var.local_cloud == null ? {} : local.buckets
  to       = google_storage_bucket.this[each.key]
  id       = each.value
}
