/**
 * The types that fields and attributes are known to have while an import runs, and the notation
 * `name:type` that declares them. Names match by Unicode simple case folding, as everywhere.
 */
import { err, fold, ok, type Result, VALUE_TYPES, type ValueType } from '../../engine/index.ts';
import type { Declaration } from './import-record.ts';

export class TypeTable {
  private readonly fields = new Map<string, ValueType>();
  private readonly attributes = new Map<string, Map<string, ValueType>>();

  constructor(declarations: Iterable<Declaration> = []) {
    for (const declaration of declarations) this.add(declaration);
  }

  add(declaration: Declaration): void {
    const name = fold(declaration.name);
    if (declaration.kind === 'field') {
      this.fields.set(name, declaration.type);
      return;
    }
    const event = fold(declaration.event);
    const types = this.attributes.get(event) ?? new Map<string, ValueType>();
    this.attributes.set(event, types.set(name, declaration.type));
  }

  field(name: string): ValueType | undefined {
    return this.fields.get(fold(name));
  }

  attribute(event: string, name: string): ValueType | undefined {
    return this.attributes.get(fold(event))?.get(fold(name));
  }
}

/** Splits `amount:number` at its last colon; a name alone, or before another word, has no type. */
export function splitType(text: string): { readonly name: string; readonly type?: ValueType } {
  const colon = text.lastIndexOf(':');
  const type = VALUE_TYPES.find((known) => known === text.slice(colon + 1));
  return colon < 0 || type === undefined ? { name: text } : { name: text.slice(0, colon), type };
}

/** `name:type`. */
export function parseFieldDeclaration(text: string): Result<Declaration, string> {
  const { name, type } = splitType(text);
  if (type === undefined || name === '') return err(`expected name:type, ${typesInWords()}`);
  return ok({ kind: 'field', name, type });
}

/** `event.name:type`, split at the last dot, since types of events have dots more often. */
export function parseAttributeDeclaration(text: string): Result<Declaration, string> {
  const { name: path, type } = splitType(text);
  const dot = path.lastIndexOf('.');
  if (type === undefined || dot < 1 || dot === path.length - 1) {
    return err(`expected event.name:type, ${typesInWords()}`);
  }
  return ok({ kind: 'attribute', event: path.slice(0, dot), name: path.slice(dot + 1), type });
}

function typesInWords(): string {
  return `the type one of ${VALUE_TYPES.join(', ')}`;
}
