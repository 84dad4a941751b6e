# Functions, what calls them, and how often.

variables {
  project         = "acme-data"
  region          = "europe-west1"
  pipelines_dir   = "build/packages/two"
  allow_data_loss = true
  console         = { members = ["user:ann@example.com"] }
}

run "functions" {
  assert {
    condition     = { for name, function in google_cloudfunctions2_function.this : name => function.build_config[0].entry_point } == { for name in ["Schedule", "Arrival", "Advance", "Reconcile", "Console"] : lower(name) => "dev.headrace.functions.${name}Function" }
    error_message = "Each entry point should be one function."
  }
  assert {
    condition     = length(distinct([for function in google_cloudfunctions2_function.this : function.service_config[0].service_account_email])) == 5
    error_message = "Each function should have an account of its own."
  }
  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : endswith(function.service_config[0].service_account_email, "@acme-data.iam.gserviceaccount.com") && endswith(function.build_config[0].service_account, "headrace-build@acme-data.iam.gserviceaccount.com")])
    error_message = "No default account may run or build a function."
  }
  assert {
    condition     = alltrue([for name, function in google_cloudfunctions2_function.this : name == "console" || function.service_config[0].ingress_settings == "ALLOW_INTERNAL_ONLY"])
    error_message = "Only the console may be reached from outside."
  }
  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : strcontains(function.build_config[0].source[0].storage_source[0].object, local._manifest.functionsZip.sha256)])
    error_message = "The archive's name should carry its hash, or a change would not be deployed."
  }
  assert {
    condition     = alltrue([for name, function in google_cloudfunctions2_function.this : name == "console" || (function.service_config[0].environment_variables["HEADRACE_CALLER_CHECK"] == "claims" && lookup(function.service_config[0].environment_variables, "HEADRACE_AUDIENCES", "") == local.urls[name])])
    error_message = "Each function should compare the caller's audience with its own address."
  }
  assert {
    condition     = google_cloudfunctions2_function.this["advance"].service_config[0].environment_variables["HEADRACE_SERVICE_ACCOUNT"] == "headrace-{pipeline}@acme-data.iam.gserviceaccount.com"
    error_message = "Who runs a pipeline's jobs should follow from the pipeline's name."
  }
  assert {
    condition     = !contains(keys(google_cloudfunctions2_function.this["console"].service_config[0].environment_variables), "HEADRACE_RUNTIME_VERSION")
    error_message = "The console should not learn how to submit."
  }
}

run "who_may_call" {
  assert {
    condition     = length([for command in output.try_next : command if strcontains(command, "services proxy headrace-console")]) == 1
    error_message = "Whoever may call the console should be told how."
  }
  assert {
    condition = { for name, grant in google_cloud_run_service_iam_member.caller : name => grant.member } == {
      schedule  = "serviceAccount:headrace-scheduler@acme-data.iam.gserviceaccount.com"
      reconcile = "serviceAccount:headrace-scheduler@acme-data.iam.gserviceaccount.com"
      arrival   = "serviceAccount:headrace-events@acme-data.iam.gserviceaccount.com"
      advance   = "serviceAccount:headrace-events@acme-data.iam.gserviceaccount.com"
    }
    error_message = "Each function should have exactly one caller."
  }
  assert {
    condition     = toset(keys(google_cloud_run_service_iam_member.console)) == toset(["user:ann@example.com"])
    error_message = "The console should be open to its members alone."
  }
}

run "events_are_tried_again_and_then_put_aside" {
  assert {
    condition     = { for name, notification in google_storage_notification.events : name => notification.bucket } == { arrival = "acme-data-headrace-landing", advance = "acme-data-headrace-outcomes" }
    error_message = "Only landing and outcomes should publish events: in the lake every part file would."
  }
  assert {
    condition     = alltrue([for subscription in google_pubsub_subscription.events : subscription.retry_policy[0].minimum_backoff == "10s" && subscription.retry_policy[0].maximum_backoff == "600s"])
    error_message = "Every trigger should try again."
  }
  assert {
    condition     = alltrue([for subscription in google_pubsub_subscription.events : subscription.dead_letter_policy[0].dead_letter_topic == "projects/acme-data/topics/headrace-dead-letters" && subscription.dead_letter_policy[0].max_delivery_attempts == 20])
    error_message = "Every trigger should put aside what is never acknowledged."
  }
  assert {
    condition     = alltrue([for name, subscription in google_pubsub_subscription.events : subscription.push_config[0].oidc_token[0].audience == local.urls[name] && subscription.push_config[0].oidc_token[0].service_account_email == "headrace-events@acme-data.iam.gserviceaccount.com"])
    error_message = "Every trigger should call with a token of its account for that function."
  }
  assert {
    condition     = alltrue([for subscription in google_pubsub_subscription.events : subscription.ack_deadline_seconds > var.functions.timeout_seconds])
    error_message = "An event should not be delivered again while the function may still work on it."
  }
  assert {
    condition     = alltrue([for subscription in concat(values(google_pubsub_subscription.events), google_pubsub_subscription.dead) : subscription.expiration_policy[0].ttl == ""])
    error_message = "No subscription may expire."
  }
}

run "without_a_console" {
  command = plan
  variables {
    console = { enabled = false }
  }

  assert {
    condition     = length(google_cloudfunctions2_function.this) == 4 && length(google_cloud_run_service_iam_member.console) == 0
    error_message = "The console should be left out."
  }
  assert {
    condition     = length(output.try_next) == 5 && !anytrue([for command in output.try_next : strcontains(command, "console")])
    error_message = "Nobody should be told to open pages that are not there."
  }
}
