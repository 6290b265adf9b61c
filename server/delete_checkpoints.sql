-- All that is remembered of these threads.
with
  written as (delete from checkpoint_writes where thread_id = any (%(threads)s)),
  blobs as (delete from checkpoint_blobs where thread_id = any (%(threads)s))
delete from checkpoints where thread_id = any (%(threads)s)
