# Buckets: closed, in one region, each with the settings of its purpose.

variables {
  project       = "acme-data"
  region        = "europe-west1"
  pipelines_dir = "build/packages/two"
}

run "each_purpose_has_a_bucket" {
  command = plan

  assert {
    condition     = { for purpose, bucket in google_storage_bucket.this : purpose => bucket.name } == { for purpose in ["landing", "lake", "control", "outcomes", "code"] : purpose => "acme-data-headrace-${purpose}" }
    error_message = "There should be five buckets, named after project, installation and purpose."
  }
  assert {
    condition     = alltrue([for bucket in google_storage_bucket.this : bucket.uniform_bucket_level_access && bucket.public_access_prevention == "enforced"])
    error_message = "Every bucket should be closed to the public and have no object access lists."
  }
  assert {
    condition     = alltrue([for bucket in google_storage_bucket.this : bucket.location == "europe-west1"])
    error_message = "Everything should be in the region."
  }
  assert {
    condition     = { for purpose, bucket in google_storage_bucket.this : purpose => bucket.versioning[0].enabled } == { landing = false, lake = false, control = true, outcomes = false, code = true }
    error_message = "State and code should keep earlier versions; a Delta table has its own."
  }
  assert {
    condition     = { for purpose, bucket in google_storage_bucket.this : purpose => bucket.soft_delete_policy[0].retention_duration_seconds } == { landing = 604800, lake = 604800, control = 0, outcomes = 604800, code = 604800 }
    error_message = "What is deleted should come back for seven days, but for state, which is versioned."
  }
  assert {
    condition     = alltrue([for bucket in google_storage_bucket.this : bucket.lifecycle_rule[0].action[*].type == tolist(["AbortIncompleteMultipartUpload"])])
    error_message = "Unfinished uploads should be given up in every bucket."
  }
  assert {
    condition     = one(google_storage_bucket.this["lake"].lifecycle_rule[1].condition).matches_prefix == tolist(["staging/"])
    error_message = "In the lake only staging may be deleted by age."
  }
  assert {
    condition     = length(google_storage_bucket.this["code"].lifecycle_rule) == 1
    error_message = "Code should not be deleted by age: live jobs run it."
  }
  assert {
    condition     = alltrue([for rule in google_storage_bucket.this["control"].lifecycle_rule : one(rule.condition).age == null || one(rule.action).type != "Delete"])
    error_message = "Live state should not be deleted by age."
  }
}

run "a_destroy_cannot_delete_data" {
  command = plan

  assert {
    condition     = !anytrue([for bucket in google_storage_bucket.this : bucket.force_destroy])
    error_message = "Without allow_data_loss no bucket may be emptied."
  }
}

run "unless_it_was_allowed" {
  command = plan
  variables {
    allow_data_loss = true
  }

  assert {
    condition     = alltrue([for bucket in google_storage_bucket.this : bucket.force_destroy])
    error_message = "allow_data_loss should let buckets be emptied."
  }
}

run "a_bucket_can_have_another_name" {
  command = plan
  variables {
    bucket_names = { lake = "acme-lake" }
  }

  assert {
    condition     = google_storage_bucket.this["lake"].name == "acme-lake" && google_storage_bucket.this["code"].name == "acme-data-headrace-code"
    error_message = "Only the named bucket should have another name."
  }
}
