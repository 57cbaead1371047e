// Slash commands as the bot registered them: their leaves, and who may use them.

const SUB_COMMAND = 1;
const SUB_GROUP = 2;

/** Commands with subcommands have no bare form: each leaf becomes an entry of its own. */
export function leaves(commands) {
  return commands.filter((command) => (command.type ?? 1) === 1).flatMap((command) => {
    const subs = (command.options ?? []).filter((option) => option.type === SUB_COMMAND || option.type === SUB_GROUP);
    if (!subs.length) return [{ command, path: [], options: command.options ?? [], description: command.description }];
    return subs.flatMap((sub) => sub.type === SUB_COMMAND
      ? [{ command, path: [sub.name], options: sub.options ?? [], description: sub.description }]
      : (sub.options ?? []).map((leaf) => ({ command, path: [sub.name, leaf.name], options: leaf.options ?? [], description: leaf.description })));
  });
}

/** What a person types for it. */
export const title = (leaf) => `/${[leaf.command.name, ...leaf.path].join(" ")}`;

/** The options of a leaf, inside the names that lead to it. */
export const nest = (path, options) => path.reduceRight((inner, name) => ({ [name]: inner }), options);

const ADMINISTRATOR = 8n;

/** Splits commands into those that `member` may use here, and the number withheld from them. */
export function commandsFor(commands, member, direct) {
  const held = BigInt(member?.permissions ?? 0);
  const here = commands.filter((command) => {
    if (!direct) return !command.contexts || command.contexts.includes(0);
    return command.contexts ? command.contexts.includes(1) : command.dm_permission !== false;
  });
  const open = ({ default_member_permissions: needed }) => {
    if (direct || (held & ADMINISTRATOR) !== 0n || needed === null || needed === undefined) return true;
    return BigInt(needed) !== 0n && (held & BigInt(needed)) === BigInt(needed);
  };
  const allowed = here.filter(open);
  return { allowed, withheld: here.length - allowed.length };
}
