-- What is forgotten by age alone is a row here, so that a table says when it forgets where it is made.
create table private.forgotten_rows (
  table_name regclass primary key,
  moment text not null,
  setting text
);
comment on table private.forgotten_rows is 'Tables whose rows are deleted when `moment` (a column) is as many days ago as `setting` says, or is past where that is null.';
alter table private.forgotten_rows enable row level security;
