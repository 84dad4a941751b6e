package dev.headrace.cli.doctor;

import dev.headrace.cli.doctor.BucketLint.Purpose;
import dev.headrace.functions.Settings;
import java.util.Locale;

/** Whether the buckets are there and are what their purpose needs. */
record BucketsCheck(GoogleApis apis, Deployment deployment) {
  void look(Findings findings) {
    for (Purpose purpose : Purpose.values()) {
      String name = name(deployment.settings().buckets(), purpose);
      String what = "bucket " + purpose.name().toLowerCase(Locale.ROOT);
      Reply reply = apis.get(GoogleApi.STORAGE, "/storage/v1/b/" + GoogleApis.encoded(name));
      findings
          .usable(
              what,
              reply,
              "storage.buckets.get on gs://" + name,
              "gs://" + name + " does not exist",
              "Run \"terraform apply\": it makes those that are missing.")
          .ifPresent(
              found ->
                  findings.add(
                      what,
                      new BucketLint(purpose, deployment.region()).problems(found.json()),
                      "gs://" + name + " can be restored, is closed and in its region"));
    }
  }

  static String name(Settings.Buckets buckets, Purpose purpose) {
    return switch (purpose) {
      case LANDING -> buckets.landing();
      case LAKE -> buckets.lake();
      case CONTROL -> buckets.control();
      case OUTCOMES -> buckets.outcomes();
      case CODE -> buckets.code();
    };
  }
}
