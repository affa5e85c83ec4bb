import { InvalidInput } from '#application/shared/errors.ts';
import { DomainError, type FieldFault } from '#domain/shared/domain-error.ts';
import { pointerTo } from '../platform/pointer.ts';

class FieldTooLarge extends DomainError {
  readonly kind = 'too-large';
  readonly code = 'FIELD_TOO_LARGE';
  override readonly faults: FieldFault[];
  constructor(name: string) {
    super('a field is far longer than it may be: GET /uploads/limits says what fields may hold');
    this.faults = [{ pointer: pointerTo([name]), detail: 'is far longer than it may be' }];
  }
}

/** The short texts of a form, as they come. */
export class FormFields {
  readonly values: Record<string, string> = Object.create(null);
  readonly #names: readonly string[];
  #arriving: string | null = null;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Null where what arrives is no field. */
  begin(name: string | null): void {
    this.#arriving = name;
  }

  /** Keeps a value, or says what is wrong with it. */
  end(name: string, value: string, truncated: boolean): DomainError | null {
    this.#arriving = null;
    const fault = this.#faultOf(name, value, truncated);
    if (!fault) this.values[name] = value;
    return fault;
  }

  /** What is wrong with a field that does not come to its end; null when none is arriving. */
  overflow(): DomainError | null {
    return this.#arriving === null ? null : this.#faultOf(this.#arriving, '', true);
  }

  #faultOf(name: string, value: string, truncated: boolean): DomainError | null {
    const refused = (detail: string) => new InvalidInput([{ pointer: pointerTo([name]), detail }]);
    if (!this.#names.includes(name)) return refused('is not a field of this request');
    if (name in this.values) return refused('is given twice');
    if (truncated) return new FieldTooLarge(name);
    if (value.includes('\uFFFD')) return refused('must be text in UTF-8, without replacement characters');
    if (value.includes('\0') || !value.isWellFormed()) return refused('must not hold a NUL or half a surrogate pair');
    return null;
  }
}
