declare module "currency-codes/data.js" {
  const currencies: readonly { readonly code: string; readonly digits: number }[];
  export default currencies;
}
