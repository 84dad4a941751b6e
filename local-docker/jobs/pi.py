"""Pi by dropping points on a square: run with "make submit job=jobs/pi.py"."""

import random
import sys

from pyspark.sql import SparkSession


def inside(_: int) -> bool:
    """Whether a random point of the unit square is in the quarter of the circle."""
    return random.random() ** 2 + random.random() ** 2 <= 1


def main() -> None:
    """Takes the number of points."""
    points = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    spark = SparkSession.builder.appName("pi").getOrCreate()
    hits = spark.sparkContext.parallelize(range(points), 4).filter(inside).count()
    print(f"Pi is roughly {4 * hits / points:.3f}")
    spark.stop()


if __name__ == "__main__":
    main()
