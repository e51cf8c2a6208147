import { z } from "zod";
import type { Config } from "../../../shared/config.ts";
import { AppError } from "../../../shared/errors.ts";
import { listProviders } from "../providers/list_providers.ts";

/** Source of the form: `resources/models` of the openai package, 7.55.0. */
export const Model = z.object({
  id: z.string().describe("`provider/model`"),
  object: z.literal("model"),
  created: z.int().describe("Not known: 0"),
  owned_by: z.string().describe("The provider's name, which stands for its model too"),
}).meta({ ref: "OpenaiModel" });

export const Models = z.object({ object: z.literal("list"), data: z.array(Model) }).meta({ ref: "OpenaiModels" });

type Models = z.infer<typeof Model>[];
type Configured = Pick<Config, "speech" | "chat">;

/**
 * The configured model of each provider that can be chosen here, in the order in which they are asked: those that transcribe,
 * then those that answer.
 */
export function listModels({ speech, chat }: Configured): Models {
  const answering = chat.order.map((name) => ({ name, model: chat.services[name]?.model }));
  const models = [...listProviders(speech), ...answering].map(({ name, model }): Models[number] => ({
    ...{ id: `${name}/${model}`, object: "model", created: 0, owned_by: name },
  }));
  return models.filter(({ id }, index) => models.findIndex((model) => model.id === id) === index);
}

/** What `provider/model`, or a provider's name, says of whom to ask. Nothing where the name is none of `names`. */
export function readModel<Name extends string>(
  names: readonly Name[],
  model: string,
): { provider?: Name; model?: string | undefined } {
  const [name, ...rest] = model.split("/");
  const provider = names.find((known) => known === name);
  return provider ? { provider, model: rest.join("/") || undefined } : {};
}

/** One of them, by its id or by its provider's name. Throws `model_not_found`. */
export function findModel(config: Configured, id: string): Models[number] {
  const models = listModels(config);
  const found = models.find((model) => model.id === id || model.owned_by === id);
  if (found) return found;
  const known = models.map((model) => model.id).join(", ") || "there is none";
  throw new AppError("model_not_found", `There is no model '${id}' here. Those that there are: ${known}`);
}
