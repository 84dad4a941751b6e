package dev.headrace.spark.sql;

import dev.headrace.job.ErrorClass;
import dev.headrace.spark.failure.Diagnosis;
import dev.headrace.spark.failure.JobFailure;
import java.util.Collection;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;

/**
 * The text of one SQL query. Values reach it as parameter markers only, and it reads nothing but
 * the inputs of its stage.
 *
 * @param name for people
 */
record QueryFile(String name, String text) {
  private static final String SQL_ON_FILES = "spark.sql.runSQLOnFiles";

  /**
   * What the query gives.
   *
   * @throws JobFailure of class USER, with the line, for anything but one sound query
   */
  Dataset<Row> rows(SparkSession spark, Collection<String> inputs, Map<String, Object> values) {
    spark.conf().set(SQL_ON_FILES, false);
    try {
      refuseCommands(spark.sessionState().sqlParser());
      return spark.sql(text, values);
    } catch (Exception e) {
      throw told(e, inputs, values);
    } finally {
      spark.conf().unset(SQL_ON_FILES);
    }
  }

  /** Before anything runs: {@code spark.sql} runs a command at once. */
  private void refuseCommands(ParserInterface parser) throws Exception {
    LogicalPlan plan = parser.parsePlan(text);
    try {
      parser.parseQuery(text);
    } catch (Exception e) {
      throw JobFailure.user(name + ": expected one query (SELECT or WITH)");
    }
    if (plan instanceof Command) {
      throw JobFailure.user(name + ": expected one query (SELECT or WITH)");
    }
  }

  private JobFailure told(Exception e, Collection<String> inputs, Map<String, Object> values) {
    if (e instanceof JobFailure failure) {
      return failure;
    }
    if (!(e instanceof AnalysisException analysis)) {
      return Diagnosis.of(e);
    }
    Option<Object> line = analysis.line();
    String where = line.isDefined() ? "line " + line.get() + " of " + name : name;
    return new JobFailure(
        ErrorClass.USER, where + ": " + reason(analysis, inputs, values), analysis);
  }

  private static String reason(
      AnalysisException e, Collection<String> inputs, Map<String, Object> values) {
    Map<String, String> said = e.getMessageParameters();
    String condition = e.getCondition() == null ? "" : e.getCondition();
    return switch (condition) {
      case "UNRESOLVED_COLUMN.WITH_SUGGESTION" ->
          "no column named "
              + bare(said.get("objectName"))
              + ". Is it one of "
              + bare(said.get("proposal"))
              + "?";
      case "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION" ->
          "no column named " + bare(said.get("objectName"));
      case "TABLE_OR_VIEW_NOT_FOUND" ->
          "no input named "
              + bare(said.get("relationName"))
              + ". The stage reads "
              + String.join(", ", inputs)
              + ".";
      case "UNBOUND_SQL_PARAMETER" ->
          "no value for :"
              + bare(said.get("name"))
              + ". There are :"
              + String.join(", :", values.keySet())
              + ".";
      case "PARSE_SYNTAX_ERROR" -> "syntax error at or near " + said.get("error");
      default -> Diagnosis.line(e);
    };
  }

  private static String bare(String quoted) {
    return quoted == null ? "?" : quoted.replace("`", "");
  }
}
