/**
 * The command line: what there is to say and where it goes. Each command is a file of its own,
 * loaded when it is called, and returns the exit code.
 */
import { Command, Option } from 'commander';
import { CliError, failWith } from './cli-error.ts';
import type { ImportFlags } from './cli-import.ts';
import type { KeyFlags } from './cli-keys.ts';
import type { ServeFlags } from './cli-serve.ts';
import { version } from './version.ts';

function program(): Command {
  const muster = new Command('muster')
    .description('An in-memory bitmap segmentation engine: who is in this segment, right now.')
    .version(version())
    .showHelpAfterError('(muster --help says what there is)');
  muster.addCommand(serve()).addCommand(importing());
  muster.addCommand(verifying()).addCommand(backingUp()).addCommand(keys());
  return muster;
}

function serve(): Command {
  return new Command('serve')
    .description('Serve a data folder over HTTP.')
    .option('--data <dir>', 'the data folder (default: ./data)')
    .option('--host <host>', 'the address to listen on (default: 127.0.0.1)')
    .option('--port <port>', 'the port to listen on, 0 for any (default: 8080)')
    .option('--threads <count>', 'threads of the engine (default: the cores but one)')
    .option('--sample <name>', 'what to load into a fresh folder: shop or none (default: none)')
    .option('--dedupe <duration>', 'how long ids of events are remembered (default: P30D)')
    .option('--retention <duration>', 'how long events are kept, as P400D (default: for ever)')
    .option('--checkpoint-every <duration>', 'how often a checkpoint is taken (default: PT5M)')
    .option(
      '--compact-every <duration>',
      'how often traces of deleted contacts leave the disk (default: P1D)',
    )
    .option('--log-keep <duration>', 'how long the log is kept once it is behind a checkpoint')
    .option('--log-range <bytes>', 'size of one file of the log (default: 268435456)')
    .option(
      '--standing-memory <bytes>',
      'memory for conditions that are asked again, 0 for none (default: an eighth)',
    )
    .option('--tls-cert <file>', 'a certificate in PEM, for HTTPS (default: HTTP)')
    .option('--tls-key <file>', 'the key of the certificate, in PEM')
    .option('--log <form>', 'what the server tells on the standard error: text or json')
    .option('--log-requests', 'a line of the log for each request, without what it says')
    .option('--config <file>', 'a JSON file with any of these, as { "port": 8080 }')
    .addOption(new Option('--default-sample <name>').hideHelp())
    .addHelpText(
      'after',
      '\nEvery option is also a variable of the environment (MUSTER_DATA, MUSTER_PORT, …).\n' +
        'The command line goes before the environment, and that before the file.',
    )
    .action(async (flags: ServeFlags) => {
      const { serveCommand } = await import('./cli-serve.ts');
      await run(() => serveCommand(withDashes(flags)));
    });
}

function importing(): Command {
  return new Command('import')
    .description('Load contacts and events from CSV or NDJSON files, plain or gzip.')
    .option('--contacts <file>', 'contacts to load, - for the standard input (repeatable)', add, [])
    .option('--events <file>', 'events to load (repeatable)', add, [])
    .option('--field <name:type>', 'declare a field before loading (repeatable)', add, [])
    .option('--attribute <event.name:type>', 'declare an attribute (repeatable)', add, [])
    .addOption(dataOption('the data folder, which no server may have open'))
    .option('--url <url>', 'load into the running server there instead of a folder')
    .addHelpText(
      'after',
      '\nA server with access keys takes the one in MUSTER_KEY; its scopes: read, ingest, and manage\n' +
        'for --field and --attribute.\n' +
        '\nCSV has a header row. Contacts: id and any fields; events: contact, event, and if they are\n' +
        'known time and id, and any attributes. A header cell may say a type, as amount:number.\n' +
        'Empty cells are no values; the texts of a list are separated by |.\n' +
        '\nExit code: 0 when every item is in, 2 when some were rejected, 1 on failure.',
    )
    .action(async (flags: ImportFlags, command: Command) => {
      if (flags.url !== undefined && command.getOptionValueSource('data') === 'cli') {
        command.error('error: --data and --url exclude each other');
      }
      const { importCommand } = await import('./cli-import.ts');
      await run(() => importCommand(flags));
    });
}

function verifying(): Command {
  return new Command('verify')
    .description('Check that a data folder, or a copy of one, is sound.')
    .argument('[dir]', 'the data folder, instead of --data')
    .addOption(dataOption('the data folder, which no server may have open'))
    .addHelpText(
      'after',
      '\nReads every record of the log and every checkpoint. Then builds the index from the newest\n' +
        'checkpoint and from the whole log, and compares the two; that takes as much memory as\n' +
        'serving the folder. Nothing is changed.\n' +
        '\nExit code: 0 when the folder is sound, 1 when there are faults, each on a line, or on failure.',
    )
    .action(async (dir: string | undefined, { data }: DataFlags, command: Command) => {
      if (dir !== undefined && command.getOptionValueSource('data') === 'cli') {
        command.error('error: the folder is given twice, with --data and without');
      }
      const { verifyCommand } = await import('./cli-verify.ts');
      await run(() => verifyCommand(dir ?? data));
    });
}

function backingUp(): Command {
  return new Command('backup')
    .description('Copy a data folder, also while a server writes it.')
    .argument('<target>', 'the folder to make, outside of the data folder; it may exist if empty')
    .addOption(dataOption('the data folder'))
    .addHelpText(
      'after',
      '\nThe copy is of one moment and holds every write acknowledged before the command was begun.\n' +
        'It is made as TARGET.partial and gets its name when it is whole and on disk.\n' +
        'Use it as any data folder: muster serve --data TARGET.\n' +
        '\nExit code: 0 when the copy is made, 1 on failure.',
    )
    .action(async (target: string, { data }: DataFlags) => {
      const { backupCommand } = await import('./cli-backup.ts');
      await run(() => backupCommand(target, data));
    });
}

function keys(): Command {
  const command = new Command('keys').description('Access keys: who may ask a server for what.');
  command
    .command('create')
    .description('Make a key and show it, this once.')
    .requiredOption(
      '--scope <scopes>',
      'what it may do: ingest, read, manage, export (with commas)',
    )
    .option('--name <text>', 'what it is for')
    .option('--expires <when>', 'a duration from now, as P90D, or an instant (default: never)')
    .option('--rate <number>', 'requests in a second, on average (default: 10000)')
    .option('--max-rows <number>', 'rows of events that may be read for an answer (default: any)')
    .addOption(dataOption('the data folder; a server that serves it takes the key at once'))
    .action(async (flags: KeyFlags) => {
      const { createKeyCommand } = await import('./cli-keys.ts');
      await run(() => createKeyCommand(flags));
    });
  command
    .command('list')
    .description('Show all keys, without their secrets.')
    .addOption(dataOption('the data folder'))
    .action(async ({ data }: DataFlags) => {
      const { listKeysCommand } = await import('./cli-keys.ts');
      await run(() => listKeysCommand(data));
    });
  command
    .command('revoke')
    .description('End a key; a server that runs refuses it from the next request on.')
    .argument('<id>', 'the id of the key: the twelve characters after muster_')
    .addOption(dataOption('the data folder'))
    .action(async (id: string, { data }: DataFlags) => {
      const { revokeKeyCommand } = await import('./cli-keys.ts');
      await run(() => revokeKeyCommand(id, data));
    });
  command.addHelpText(
    'after',
    '\nAs soon as there is a key, revoked or not, a server answers nobody without a valid one.',
  );
  return command;
}

type DataFlags = { readonly data: string };

function dataOption(description: string): Option {
  return new Option('--data <dir>', description).env('MUSTER_DATA').default('./data');
}

/** Options by their own names, which the parser turns into `camelCase`. */
function withDashes(flags: ServeFlags): ServeFlags {
  const { defaultSample, ...texts } = flags;
  const named = Object.entries(texts).map(
    ([key, text]) =>
      // An option without a value is `true`.
      [key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), String(text)] as const,
  );
  return { ...Object.fromEntries(named), ...(defaultSample !== undefined && { defaultSample }) };
}

function add(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** Ends the process: a pool of workers may still be idling. */
async function run(command: () => Promise<number>): Promise<never> {
  try {
    process.exit(await command());
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    failWith(error);
  }
}

await program().parseAsync();
