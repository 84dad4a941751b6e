# Network, warehouse, keys, monitoring: what is there only when it is asked for.

variables {
  project         = "acme-data"
  region          = "europe-west1"
  pipelines_dir   = "build/packages/two"
  allow_data_loss = true
}

run "nothing_is_made_that_nobody_asked_for" {
  assert {
    condition     = length(google_compute_network.spark) + length(google_bigquery_dataset.this) + length(google_artifact_registry_repository.functions) + length(google_billing_budget.this) + length(google_project_iam_audit_config.storage) == 0
    error_message = "Network, data sets, keys, budget and audit logs should wait to be asked for."
  }
  assert {
    condition     = !contains(keys(google_cloudfunctions2_function.this["advance"].service_config[0].environment_variables), "HEADRACE_SUBNETWORK")
    error_message = "Without a network batches should use the default one."
  }
}

run "a_network" {
  variables {
    network = { subnet_cidr = "10.10.0.0/20" }
  }

  assert {
    condition     = google_compute_subnetwork.spark[0].private_ip_google_access && google_compute_subnetwork.spark[0].region == "europe-west1"
    error_message = "Nodes without public addresses should reach Google's services."
  }
  assert {
    condition     = google_compute_firewall.spark[0].source_ranges == toset(["10.10.0.0/20"])
    error_message = "Nodes should hear only each other."
  }
  assert {
    condition     = google_cloudfunctions2_function.this["schedule"].service_config[0].environment_variables["HEADRACE_SUBNETWORK"] == "projects/acme-data/regions/europe-west1/subnetworks/headrace-spark"
    error_message = "Batches should run in it."
  }
}

run "a_warehouse" {
  variables {
    warehouse = { datasets = ["sales"], location = "EU" }
  }

  assert {
    condition     = google_bigquery_dataset.this["sales"].location == "EU" && google_bigquery_dataset.this["sales"].delete_contents_on_destroy
    error_message = "The data set should be where it was asked for, and go only where data loss is allowed."
  }
  assert {
    condition     = toset(keys(google_bigquery_dataset_iam_member.load)) == toset([for name in ["schedule", "arrival", "advance", "reconcile"] : "${name}/sales"])
    error_message = "What submits loads should write the data set, and nothing else."
  }
}

run "a_warehouse_is_kept_unless_data_loss_is_allowed" {
  command = plan
  variables {
    warehouse       = { datasets = ["sales"] }
    allow_data_loss = false
  }

  assert {
    condition     = !google_bigquery_dataset.this["sales"].delete_contents_on_destroy && google_bigquery_dataset.this["sales"].location == "europe-west1"
    error_message = "A data set with tables should not be deleted; without a location it is in the region."
  }
}

run "a_key_of_ones_own" {
  variables {
    kms_key   = "projects/keys/locations/europe-west1/keyRings/r/cryptoKeys/k"
    warehouse = { datasets = ["sales"] }
  }

  assert {
    condition     = alltrue([for bucket in google_storage_bucket.this : bucket.encryption[0].default_kms_key_name == var.kms_key])
    error_message = "Every bucket should use the key."
  }
  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.kms_key_name == var.kms_key && function.build_config[0].docker_repository != null])
    error_message = "Functions should use the key, in a repository that uses it too."
  }
  assert {
    condition     = google_bigquery_dataset.this["sales"].default_encryption_configuration[0].kms_key_name == var.kms_key
    error_message = "Data sets should use the key."
  }
}

run "alerts" {
  variables {
    alert_emails = ["oncall@example.com"]
    budget       = { billing_account = "012345-6789AB-CDEF01", amount = 100 }
  }

  assert {
    condition     = toset(keys(google_monitoring_alert_policy.log)) == toset(["run-failed", "deadline-missed", "foreign-job", "corrupt", "late-data", "not-in-force"])
    error_message = "Each kind of failure should have an alert."
  }
  assert {
    condition     = alltrue([for policy in concat(values(google_monitoring_alert_policy.log), google_monitoring_alert_policy.reconcile_silent, google_monitoring_alert_policy.dead_letters) : length(policy.notification_channels) == 1])
    error_message = "Every alert should reach the address."
  }
  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.log : policy.alert_strategy[0].notification_rate_limit[0].period == "300s" && strcontains(policy.documentation[0].content, "$${log.extracted_label.message}")])
    error_message = "An alert on the log needs a rate limit, and should show the line."
  }
  assert {
    condition     = google_monitoring_alert_policy.reconcile_silent[0].conditions[0].condition_absent[0].duration == "1200s"
    error_message = "Silence of reconcile should be told after 20 minutes."
  }
  assert {
    condition     = can(jsondecode(google_monitoring_dashboard.this[0].dashboard_json).mosaicLayout.tiles[5])
    error_message = "The dashboard should have six charts."
  }
  assert {
    condition     = google_billing_budget.this[0].amount[0].specified_amount[0].units == "100" && length(google_billing_budget.this[0].threshold_rules) == 3
    error_message = "The budget should tell of half, of nine tenths and of all."
  }
}

run "a_local_cloud_gets_buckets_objects_and_jobs" {
  command = plan
  variables {
    local_cloud = {
      url             = "http://127.0.0.1:8080"
      schedule_url    = "http://127.0.0.1:8081"
      reconcile_url   = "http://127.0.0.1:8082"
      invoker_account = "scheduler@local.iam.gserviceaccount.com"
    }
    bucket_names = { landing = "landing-1", lake = "lake-1", control = "control-1", outcomes = "outcomes-1", code = "code-1" }
  }

  assert {
    condition     = length(google_cloudfunctions2_function.this) + length(google_service_account.job) + length(google_project_service.this) + length(google_pubsub_topic.events) + length(google_monitoring_alert_policy.log) == 0
    error_message = "Nothing but buckets, objects and jobs should be applied to a local cloud."
  }
  assert {
    condition     = google_cloud_scheduler_job.reconcile.http_target[0].uri == "http://127.0.0.1:8082" && length(google_storage_bucket.this) == 5
    error_message = "Jobs should call the functions of the local cloud."
  }
}
