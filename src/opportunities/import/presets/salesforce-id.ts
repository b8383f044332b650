const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/**
 * The 18 characters of a Salesforce id. Reports write 15, which differ by case; the API and Data Loader write the same 15 and three more,
 * each of which says in five bits which of five characters are capitals (Salesforce, "Locating the Unique ID"). So a report's opportunities
 * and the API's history of them have the same external ids. Everything else is returned as it is.
 */
export function toLongSalesforceId(id: string): string {
  if (!/^[0-9a-zA-Z]{15}$/.test(id)) return id;
  const suffix = [0, 5, 10].map((start) => {
    const capitals = [...id.slice(start, start + 5)].map((letter) => /[A-Z]/.test(letter));
    const bits = capitals.reduce((sum, isCapital, index) => sum + (isCapital ? 2 ** index : 0), 0);
    return LETTERS.charAt(bits);
  });
  return id + suffix.join("");
}
