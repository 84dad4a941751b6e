# What is refused, by this module and not by the provider half-way through an apply.

variables {
  project       = "acme-data"
  region        = "europe-west1"
  pipelines_dir = "build/packages/two"
}

run "a_project_number_is_refused" {
  command = plan
  variables {
    project = "123456789012"
  }
  expect_failures = [var.project]
}

run "a_project_with_a_domain_is_refused" {
  command = plan
  variables {
    project = "acme.com:data"
  }
  expect_failures = [var.project]
}

run "a_multi_region_is_refused" {
  command = plan
  variables {
    region = "EU"
  }
  expect_failures = [var.region]
}

run "a_zone_is_refused" {
  command = plan
  variables {
    region = "europe-west1-b"
  }
  expect_failures = [var.region]
}

run "a_name_with_a_hyphen_is_refused" {
  command = plan
  variables {
    name = "head-race"
  }
  expect_failures = [var.name]
}

run "a_long_name_is_refused" {
  command = plan
  variables {
    name = "abcdefghijklm"
  }
  expect_failures = [var.name]
}

run "a_bucket_in_capitals_is_refused" {
  command = plan
  variables {
    bucket_names = { lake = "Acme" }
  }
  expect_failures = [var.bucket_names]
}

run "a_bucket_of_google_is_refused" {
  command = plan
  variables {
    bucket_names = { lake = "google-lake" }
  }
  expect_failures = [var.bucket_names]
}

run "a_bucket_for_no_purpose_is_refused" {
  command = plan
  variables {
    bucket_names = { pond = "acme-pond" }
  }
  expect_failures = [var.bucket_names]
}

run "a_bucket_for_two_purposes_is_refused" {
  command = plan
  variables {
    bucket_names = { lake = "acme-x", landing = "acme-x" }
  }
  expect_failures = [var.bucket_names]
}

run "an_unknown_jobs_account_is_refused" {
  command = plan
  variables {
    jobs_account = "none"
  }
  expect_failures = [var.jobs_account]
}

run "everybody_at_the_console_is_refused" {
  command = plan
  variables {
    console = { members = ["allUsers"] }
  }
  expect_failures = [var.console]
}

run "everybody_signed_in_at_the_console_is_refused" {
  command = plan
  variables {
    console = { members = ["allAuthenticatedUsers"] }
  }
  expect_failures = [var.console]
}

run "an_unknown_ingress_is_refused" {
  command = plan
  variables {
    console = { ingress = "OPEN" }
  }
  expect_failures = [var.console]
}

run "a_runtime_that_is_not_tested_is_refused" {
  command = plan
  variables {
    functions = { runtime = "java11" }
  }
  expect_failures = [var.functions]
}

run "too_little_memory_is_refused" {
  command = plan
  variables {
    functions = { memory = "256Mi" }
  }
  expect_failures = [var.functions]
}

run "a_function_that_outlives_its_caller_is_refused" {
  command = plan
  variables {
    functions = { timeout_seconds = 540 }
  }
  expect_failures = [var.functions]
}

run "a_cpu_that_is_none_is_refused" {
  command = plan
  variables {
    functions = { cpu = "3" }
  }
  expect_failures = [var.functions]
}

run "no_instances_is_refused" {
  command = plan
  variables {
    functions = { max_instances = 0 }
  }
  expect_failures = [var.functions]
}

run "few_dead_letter_attempts_is_refused" {
  command = plan
  variables {
    dead_letter_attempts = 4
  }
  expect_failures = [var.dead_letter_attempts]
}

run "a_key_elsewhere_is_refused" {
  command = plan
  variables {
    kms_key = "projects/p/locations/us/keyRings/r/cryptoKeys/k"
  }
  expect_failures = [var.kms_key]
}

run "a_key_by_its_short_name_is_refused" {
  command = plan
  variables {
    kms_key = "k"
  }
  expect_failures = [var.kms_key]
}

run "a_label_in_capitals_is_refused" {
  command = plan
  variables {
    labels = { Team = "data" }
  }
  expect_failures = [var.labels]
}

run "an_environment_in_capitals_is_refused" {
  command = plan
  variables {
    environment = "Prod"
  }
  expect_failures = [var.environment]
}

run "a_network_twice_is_refused" {
  command = plan
  variables {
    network = { subnet_cidr = "10.0.0.0/20", subnetwork = "projects/p/regions/r/subnetworks/s" }
  }
  expect_failures = [var.network]
}

run "a_small_network_is_refused" {
  command = plan
  variables {
    network = { subnet_cidr = "10.0.0.0/28" }
  }
  expect_failures = [var.network]
}

run "a_subnetwork_by_its_short_name_is_refused" {
  command = plan
  variables {
    network = { subnetwork = "s" }
  }
  expect_failures = [var.network]
}

run "staging_that_vanishes_is_refused" {
  command = plan
  variables {
    retention_days = { staging = 1 }
  }
  expect_failures = [var.retention_days]
}

run "landed_files_that_vanish_is_refused" {
  command = plan
  variables {
    retention_days = { landing = 7 }
  }
  expect_failures = [var.retention_days]
}

run "a_short_soft_delete_is_refused" {
  command = plan
  variables {
    retention_days = { soft_delete = 3 }
  }
  expect_failures = [var.retention_days]
}

run "no_soft_delete_is_refused" {
  command = plan
  variables {
    retention_days = { soft_delete = 0 }
  }
  expect_failures = [var.retention_days]
}

run "half_a_day_is_refused" {
  command = plan
  variables {
    retention_days = { soft_delete = 7.5 }
  }
  expect_failures = [var.retention_days]
}

run "state_that_cannot_be_restored_is_refused" {
  command = plan
  variables {
    retention_days = { state = 6 }
  }
  expect_failures = [var.retention_days]
}

# BucketLintTest finds these well.
run "the_shortest_retention_is_taken" {
  command = plan
  variables {
    retention_days = { landing = 30, staging = 2, outcomes = 30, state = 7, soft_delete = 7 }
  }

  assert {
    condition     = one(google_storage_bucket.this["control"].lifecycle_rule[1].condition).days_since_noncurrent_time == 7
    error_message = "Earlier versions of state should stay for as long as was said."
  }
}

run "a_runtime_by_name_is_refused" {
  command = plan
  variables {
    spark = { runtime_version = "latest" }
  }
  expect_failures = [var.spark]
}

run "properties_that_run_together_is_refused" {
  command = plan
  variables {
    spark = { properties = { "spark.executor.cores" = "4,spark.x=1" } }
  }
  expect_failures = [var.spark]
}

run "a_basic_role_is_refused" {
  command = plan
  variables {
    spark_node_role = "roles/editor"
  }
  expect_failures = [var.spark_node_role]
}

run "a_role_by_its_short_name_is_refused" {
  command = plan
  variables {
    spark_node_role = "dataproc.worker"
  }
  expect_failures = [var.spark_node_role]
}

run "a_dataset_with_a_hyphen_is_refused" {
  command = plan
  variables {
    warehouse = { datasets = ["a-b"] }
  }
  expect_failures = [var.warehouse]
}

run "an_address_that_is_none_is_refused" {
  command = plan
  variables {
    alert_emails = ["somebody"]
  }
  expect_failures = [var.alert_emails]
}

run "a_budget_without_an_account_is_refused" {
  command = plan
  variables {
    budget = { billing_account = "mine", amount = 10 }
  }
  expect_failures = [var.budget]
}

run "half_a_budget_is_refused" {
  command = plan
  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 0.5 }
  }
  expect_failures = [var.budget]
}

run "a_currency_in_words_is_refused" {
  command = plan
  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 5, currency = "euro" }
  }
  expect_failures = [var.budget]
}

run "a_local_cloud_elsewhere_is_refused" {
  command = plan
  variables {
    local_cloud = { url = "http://example.com", schedule_url = "http://127.0.0.1:1", reconcile_url = "http://127.0.0.1:2", invoker_account = "a@b.c" }
  }
  expect_failures = [var.local_cloud]
}
