import { z } from "zod";
import type { Query, Transaction } from "../../../shared/db.ts";
import { createCursors } from "../page.ts";
import { messageColumns, type MessageRow, type MessagesQuery } from "./schemas.ts";

const places = {
  newest: createCursors("messages newest", z.tuple([z.int32().nonnegative()])),
  oldest: createCursors("messages oldest", z.tuple([z.int32().nonnegative()])),
};

type Order = z.output<typeof MessagesQuery>["order"];

/** Where the page after a message begins. */
export function messageCursor(order: Order): (row: MessageRow) => string {
  return ({ position }) => places[order].write([position]);
}

/** The messages of a session, one more than a page holds. Throws `invalid_cursor`. */
export function listMessages(
  tx: Transaction,
  sessionId: string,
  { limit, cursor, order }: z.output<typeof MessagesQuery>,
): Query<MessageRow> {
  const after = places[order].read(cursor);
  const [beyond, direction] = order === "newest" ? [tx`<`, tx`desc`] : [tx`>`, tx`asc`];
  return tx<MessageRow[]>`
    select ${tx(messageColumns)} from public.chat_messages
    where session_id = ${sessionId} and ${after === undefined ? tx`true` : tx`position ${beyond} ${after[0]}`}
    order by position ${direction}
    limit ${limit + 1}`;
}
