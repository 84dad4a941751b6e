# Accounts and their rights. tests/policies.mjs looks at every grant; here is what each is for.

variables {
  project         = "acme-data"
  region          = "europe-west1"
  pipelines_dir   = "build/packages/two"
  allow_data_loss = true
}

run "each_pipeline_has_an_account" {
  assert {
    condition     = { for name, account in google_service_account.job : name => account.account_id } == { flights = "headrace-flights-${substr(sha256("flights"), 0, 8)}", adhoc = "headrace-adhoc-${substr(sha256("adhoc"), 0, 8)}" }
    error_message = "The functions make the same name out of the pipeline's."
  }
  assert {
    condition     = one(google_storage_bucket_iam_member.outcome["flights"].condition).expression == "resource.name.startsWith(\"projects/_/buckets/acme-data-headrace-outcomes/objects/flights/\")"
    error_message = "A pipeline's jobs should write only its own outcomes."
  }
  assert {
    condition     = !anytrue([for grant in concat(values(google_storage_bucket_iam_member.job), values(google_storage_bucket_iam_member.outcome)) : grant.bucket == "acme-data-headrace-control"])
    error_message = "Jobs should have no right on control."
  }
  assert {
    condition     = !contains(google_project_iam_custom_role.this["submit"].permissions, "dataproc.batches.delete") && !contains(google_project_iam_custom_role.this["submit"].permissions, "dataproc.jobs.delete")
    error_message = "Whoever submits should not be able to delete what ran."
  }
  assert {
    condition     = !contains(google_project_iam_custom_role.this["outcome"].permissions, "storage.objects.delete")
    error_message = "Without delete an outcome cannot be overwritten."
  }
  assert {
    condition     = alltrue([for permission in google_project_iam_custom_role.this["node"].permissions : !startswith(permission, "storage.")])
    error_message = "A node should have no right on all buckets."
  }
  assert {
    condition     = toset([for grant in google_service_account_iam_member.acts_as : grant.service_account_id]) == toset([for account in google_service_account.job : account.name])
    error_message = "Functions should act as the accounts of jobs, and as no others."
  }
  assert {
    condition     = !anytrue([for grant in google_service_account_iam_member.acts_as : strcontains(grant.member, "console")])
    error_message = "The console should act as nobody."
  }
}

run "or_all_share_one" {
  variables {
    jobs_account = "shared"
  }

  assert {
    condition     = [for account in google_service_account.job : account.account_id] == ["headrace-jobs"]
    error_message = "There should be one account for jobs."
  }
  assert {
    condition     = google_cloudfunctions2_function.this["advance"].service_config[0].environment_variables["HEADRACE_SERVICE_ACCOUNT"] == "headrace-jobs@acme-data.iam.gserviceaccount.com"
    error_message = "Functions should submit as the shared account."
  }
  assert {
    condition     = length(google_storage_bucket_iam_member.outcome["shared"].condition) == 0
    error_message = "A shared account writes the outcomes of all."
  }
}

run "long_names_stay_apart" {
  variables {
    pipelines_dir = "build/packages/long-names"
    name          = "headraceprod"
  }

  assert {
    condition     = length(distinct([for account in google_service_account.job : account.account_id])) == 4
    error_message = "Four pipelines should have four accounts."
  }
  assert {
    condition     = alltrue([for account in google_service_account.job : length(account.account_id) <= 30])
    error_message = "An account's name has at most 30 characters."
  }
}

run "accounts_are_named_as_the_functions_name_them" {
  command = plan
  variables {
    pipelines_dir = "build/packages/one-long-name"
    name          = "headraceprod"
  }

  # The same as in JobAccountTest.
  assert {
    condition = { for name, account in google_service_account.job : name => account.account_id } == {
      flights                           = "headraceprod-flights-c8cf489e"
      a-pipeline-with-quite-a-long-name = "headraceprod-a-pipeli-92591570"
    }
    error_message = "Functions submit jobs as these accounts."
  }
}

run "the_rights_of_a_node_can_be_another_role" {
  command = plan
  variables {
    spark_node_role = "roles/dataproc.worker"
  }

  assert {
    condition     = !contains(keys(google_project_iam_custom_role.this), "node") && alltrue([for grant in google_project_iam_member.node : grant.role == "roles/dataproc.worker"])
    error_message = "The named role should be granted, and none made."
  }
}

run "audit_logs_are_a_choice" {
  command = plan
  variables {
    audit_reads = true
  }

  assert {
    condition     = toset([for log in google_project_iam_audit_config.storage[0].audit_log_config : log.log_type]) == toset(["DATA_READ", "DATA_WRITE"])
    error_message = "Reads and writes of Cloud Storage should be logged."
  }
}
