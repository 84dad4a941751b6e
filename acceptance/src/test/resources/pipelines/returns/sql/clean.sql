SELECT order_id, shop, quantity, :interval_key AS day
FROM raw
