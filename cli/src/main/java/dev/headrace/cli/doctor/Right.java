package dev.headrace.cli.doctor;

import java.util.List;
import java.util.Set;

/**
 * What an account has to be able to do, by the predefined roles that allow it and by the
 * permissions that a role of one's own must have.
 *
 * @param verb as people say it
 * @param role the narrowest predefined role
 * @param wider predefined roles that allow it, too
 * @param permissions all of which a custom role needs
 */
record Right(String verb, String role, Set<String> wider, List<String> permissions) {
  static final Right READ =
      new Right(
          "read objects",
          "roles/storage.objectViewer",
          Set.of("roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin"),
          List.of("storage.objects.get", "storage.objects.list"));
  static final Right WRITE =
      new Right(
          "read and write objects",
          "roles/storage.objectUser",
          Set.of("roles/storage.objectAdmin", "roles/storage.admin"),
          List.of(
              "storage.objects.create",
              "storage.objects.delete",
              "storage.objects.get",
              "storage.objects.list"));
  static final Right CREATE =
      new Right(
          "create objects",
          "roles/storage.objectCreator",
          Set.of("roles/storage.objectUser", "roles/storage.objectAdmin", "roles/storage.admin"),
          List.of("storage.objects.create"));
  static final Right CALL =
      new Right(
          "call it",
          "roles/run.servicesInvoker",
          Set.of("roles/run.invoker", "roles/run.admin"),
          List.of("run.routes.invoke"));
  static final Right RECEIVE =
      new Right(
          "receive events",
          "roles/eventarc.eventReceiver",
          Set.of("roles/eventarc.admin"),
          List.of("eventarc.events.receiveEvent"));
  static final Right PUBLISH =
      new Right(
          "publish events",
          "roles/pubsub.publisher",
          Set.of("roles/pubsub.editor", "roles/pubsub.admin"),
          List.of("pubsub.topics.publish"));
  static final Right SUBMIT =
      new Right(
          "submit batches",
          "roles/dataproc.editor",
          Set.of("roles/dataproc.admin"),
          List.of("dataproc.batches.create", "dataproc.batches.get"));
  static final Right ACT_AS =
      new Right(
          "act as it",
          "roles/iam.serviceAccountUser",
          Set.of(),
          List.of("iam.serviceAccounts.actAs"));
  static final Right NODE =
      new Right(
          "be a node of Dataproc",
          "roles/dataproc.serverlessNode",
          Set.of("roles/dataproc.worker"),
          List.of("dataproc.agents.create"));
}
