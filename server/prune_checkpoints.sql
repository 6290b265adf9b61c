-- A thread is read from its newest checkpoint alone: what stands before it goes, and every blob it does not refer to.
-- Its own pending writes stay, even those that were written before it.
with
  older as (
    delete from checkpoints
    where thread_id = %(thread)s and checkpoint_ns = %(namespace)s and checkpoint_id < %(newest)s
  ),
  written as (
    delete from checkpoint_writes
    where thread_id = %(thread)s and checkpoint_ns = %(namespace)s and checkpoint_id < %(newest)s
  )
delete from checkpoint_blobs
where thread_id = %(thread)s and checkpoint_ns = %(namespace)s
  and (channel, version) not in (select key, value from jsonb_each_text(%(versions)s))
