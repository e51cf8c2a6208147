import type { Transaction } from "../../shared/db.ts";
import type { InspectedUpload } from "../../shared/inspect_upload.ts";
import { readUploadLimits, type UploadLimits } from "../../shared/upload_limits.ts";

/** What a source calls its file: a version by which it can be known again, null where it cannot, and its size. */
export type SourceFile = { version: string | null; byteSize: number | null };

/** An entry whose audio is being brought, and how far an earlier attempt came. */
export type Import = {
  id: string;
  link: string;
  path: string;
  clip: { startMs: number | null; endMs: number | null };
  begun: SourceFile & { uploadId: string } | null;
  limits: UploadLimits;
};

/** Undefined where there is nothing to bring: the entry is gone, ready, or failed. */
export async function findImport(tx: Transaction, id: string): Promise<Import | undefined> {
  const [[row], limits] = await Promise.all([
    tx<Omit<Import, "limits">[]>`
      select e.id, e.link, e.object_path as path,
        jsonb_build_object('startMs', e.clip_start_ms, 'endMs', e.clip_end_ms) as clip,
        case when i.upload_id is not null then
          jsonb_build_object('uploadId', i.upload_id, 'version', i.version, 'byteSize', i.byte_size)
        end as begun
      from public.entries e left join private.imports i on i.entry_id = e.id
      where e.id = ${id} and e.status = 'importing'`,
    readUploadLimits(tx),
  ]);
  return row && { ...row, limits };
}

/** Notes where an import is going, so that another attempt can go on. False where nobody waits for it any more. */
export async function noteBegun(
  tx: Transaction,
  id: string,
  { uploadId, version, byteSize }: SourceFile & { uploadId: string },
  { fileName, title = fileName }: { fileName: string | undefined; title?: string },
): Promise<boolean> {
  const [waiting] = await tx<{ id: string }[]>`
    update public.entries
    set file_name = coalesce(${fileName ?? null}, file_name),
      title = case title when '' then ${[...title ?? ""].slice(0, 200).join("")} else title end
    where id = ${id} and status = 'importing'
    returning id`;
  if (!waiting) return false;
  await tx`
    insert into private.imports (entry_id, upload_id, version, byte_size)
    values (${id}, ${uploadId}, ${version}, ${byteSize})
    on conflict (entry_id) do update
    set upload_id = excluded.upload_id, version = excluded.version, byte_size = excluded.byte_size, updated_at = now()`;
  return true;
}

/** Forgets how far an import has come: the next attempt begins anew. */
export async function forgetBegun(tx: Transaction, id: string): Promise<void> {
  await tx`delete from private.imports where entry_id = ${id}`;
}

/** importing -> ready. Returns whether the entry is still there at all. */
export async function completeImport(
  tx: Transaction,
  id: string,
  imported: InspectedUpload & { sha256: string | null },
): Promise<boolean> {
  await tx`
    update public.entries set ${tx({ ...imported, status: "ready" })} where id = ${id} and status = 'importing'`;
  await forgetBegun(tx, id);
  const [entry] = await tx`select from public.entries where id = ${id}`;
  return entry !== undefined;
}
