"""What each shop sold in the interval, without what is nearly given away."""

from decimal import Decimal

from headrace_stage import Inputs
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import BooleanType


def rows(inputs: Inputs) -> DataFrame:
    """The rows of the interval."""
    least = Decimal(inputs.parameter("least_price"))

    @F.udf(BooleanType())
    def sold(price: Decimal) -> bool:
        return price >= least

    return (
        inputs.rows("orders")
        .where(sold("price"))
        .groupBy("shop")
        .agg(
            F.count(F.lit(1)).alias("orders"),
            F.sum(F.col("price") * F.col("quantity")).cast("decimal(20,2)").alias("revenue"),
        )
        .withColumn("day", F.lit(inputs.interval.key))
    )
