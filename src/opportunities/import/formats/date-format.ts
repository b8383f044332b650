/** The formats that a mapping can say. Zeros before a day or a month may be there or not. */
export const DATE_FORMATS = ["YYYY-MM-DD", "DD.MM.YYYY", "D.M.YYYY", "DD/MM/YYYY", "MM/DD/YYYY"] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];
