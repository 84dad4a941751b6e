SELECT page, seconds, 1 AS long, :interval_key AS day FROM raw
