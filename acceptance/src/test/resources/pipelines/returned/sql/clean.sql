SELECT sale, price, weight, returned, :interval_key AS day
FROM raw
