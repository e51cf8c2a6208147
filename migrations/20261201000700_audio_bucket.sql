-- Uploads go through URLs that the API signs, so a user needs to read and nothing more. The bucket's own limits can be
-- passed by (a chunked body without a length, a resumable upload without a type): the API checks every object again.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values (
  'audio', 'audio', false, 104857600,
  array[
    'audio/aac', 'audio/aacp', 'audio/flac', 'audio/x-flac', 'audio/m4a', 'audio/mp4', 'audio/x-m4a', 'audio/mpeg',
    'audio/mp3', 'audio/x-mp3', 'audio/mpeg3', 'audio/ogg', 'audio/opus', 'application/ogg', 'audio/wav', 'audio/wave',
    'audio/x-wav', 'audio/vnd.wave', 'audio/webm', 'video/mp4', 'video/quicktime', 'video/webm',
    'application/octet-stream'
  ]
)
on conflict (id) do nothing;

create policy "Owners read their audio" on storage.objects for select to authenticated
  using (bucket_id = 'audio' and (storage.foldername(name))[1] = (select auth.uid())::text);

insert into public.settings (key, value, description, minimum, maximum) values
  ('max_upload_bytes', '104857600', 'Largest audio file in bytes that an entry may hold', 1, 53687091200);

-- The bucket refuses a file that is too large before the API has to, so its limit follows the setting.
create function private.apply_upload_limit() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update storage.buckets set file_size_limit = new.value::bigint where id = 'audio';
  return null;
end
$$;
create trigger apply_upload_limit after update on public.settings
  for each row when (new.key = 'max_upload_bytes') execute function private.apply_upload_limit();
