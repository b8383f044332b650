import { foldWords } from "../../values/fold.ts";
import { type Contact, MAX_CONTACTS } from "../contacts.ts";

/**
 * The people of two opportunities that are one: first those of `ours`, with what only `theirs` knows of them, then the others of `theirs`, up
 * to as many as an opportunity can have. The same e-mail is the same person, and so is the same name, unless the e-mails say otherwise.
 */
export function uniteContacts(ours: readonly Contact[], theirs: readonly Contact[]): Contact[] {
  const united = [...ours];
  for (const contact of theirs) {
    const index = indexOf(united, contact);
    const known = united[index];
    if (known) united[index] = { ...known, role: known.role ?? contact.role, email: known.email ?? contact.email };
    else united.push(contact);
  }
  // Those of `ours` come first, so none of them is cut off.
  return united.slice(0, MAX_CONTACTS);
}

function indexOf(people: readonly Contact[], contact: Contact): number {
  const byEmail = people.findIndex(({ email }) => email !== null && emailOf(email) === emailOf(contact.email));
  if (byEmail !== -1) return byEmail;
  return people.findIndex(
    ({ name, email }) => (email === null || contact.email === null) && isSameName(name, contact.name),
  );
}

function emailOf(email: string | null): string | undefined {
  return email?.toLowerCase();
}

/** Folded, as searching compares words; a name without letters is only the same as itself. */
function isSameName(a: string, b: string): boolean {
  return a === b || (foldWords(a) !== "" && foldWords(a) === foldWords(b));
}
