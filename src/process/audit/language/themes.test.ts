import { describe, expect, test } from "vitest";
import type { Theme } from "../../document.ts";
import { inferTheme, themeOf } from "./themes.ts";

const NAMES: readonly (readonly [string, Theme | undefined])[] = [
  ["Budget confirmed", "funds"],
  ["Budjetti varmistettu", "funds"],
  ["Funds are there", "funds"],
  ["Rahoitus kunnossa", "funds"],
  ["Money set aside for the project", "funds"],
  ["Financing approved by the board", "funds"],
  ["Asiakkaalla on rahaa hankintaan", "funds"],
  ["Investointilupa saatu", "funds"],
  ["Budget owner named", "decision_maker"],
  ["Budjetinomistaja nimetty", "decision_maker"],
  ["Spoke with the decision maker", "decision_maker"],
  ["Decision-makers identified", "decision_maker"],
  ["Economic buyer met", "decision_maker"],
  ["Keskusteltu päättäjän kanssa", "decision_maker"],
  ["Päätöksentekijä tunnistettu", "decision_maker"],
  ["Ostopäättäjät nimetty", "decision_maker"],
  ["Who signs is known", "decision_maker"],
  ["Identified a problem that our product, service or solution relates to", "problem"],
  ["Has a problem we solve", "problem"],
  ["Pain points described", "problem"],
  ["Ongelma tunnistettu", "problem"],
  ["Kipupiste kuvattu", "problem"],
  ["Tunnistettu ongelma, johon meillä on tuote, palvelu tai ratkaisu", "problem"],
  ["Haasteet kuvattu", "problem"],
  ["Identified the need", "need"],
  ["Requirements documented", "need"],
  ["Tarve kartoitettu", "need"],
  ["Tarpeet kirjattu", "need"],
  ["Vaatimukset sovittu", "need"],
  ["Decision maker confirmed the need", "need"],
  ["Tarvekartoitus hyväksytty", "need"],
  ["Identified compelling reasons to buy", "compelling_reason"],
  ["Compelling event dated", "compelling_reason"],
  ["Why now is clear", "compelling_reason"],
  ["Painavat syyt ostaa tunnistettu", "compelling_reason"],
  ["Pakottava syy tunnistettu", "compelling_reason"],
  ["Syy toimia nyt tiedossa", "compelling_reason"],
  ["Miksi nyt selvitetty", "compelling_reason"],
  ["Quantified the cost of the problem", "cost_of_problem"],
  ["Cost of inaction calculated", "cost_of_problem"],
  ["The problem costs two weeks of work a month", "cost_of_problem"],
  ["Pain quantified in euros", "cost_of_problem"],
  ["Ongelman hinta laskettu rahassa", "cost_of_problem"],
  ["Ongelman kustannukset laskettu", "cost_of_problem"],
  ["Asiakas on laskenut, mitä ongelma maksaa", "cost_of_problem"],
  ["Business impact agreed", "cost_of_problem"],
  ["Nykytilan kustannus tiedossa", "cost_of_problem"],
  ["Understood the decision process", "decision_process"],
  ["Decision criteria agreed", "decision_process"],
  ["Procurement process mapped", "decision_process"],
  ["We know how they decide", "decision_process"],
  ["Decision date named by the buyer", "decision_process"],
  ["Päätöksentekoprosessi selvitetty", "decision_process"],
  ["Päätösprosessi kuvattu", "decision_process"],
  ["Hankintaprosessin vaiheet tiedossa", "decision_process"],
  ["Miten asiakas päättää, on selvitetty", "decision_process"],
  ["Päätöksen aikataulu sovittu", "decision_process"],
  ["Asked for the decision", undefined],
  ["Presented a solution that fits the need and the cost", undefined],
  ["Agreement signed", undefined],
  ["Got an appointment: the buyer agreed on a date and an agenda", undefined],
  ["Kauppaa pyydetty", undefined],
  ["Sopimus allekirjoitettu", undefined],
  ["Proposal within the budget", undefined],
  ["Interested", undefined],
  ["Fundamental change", undefined],
  ["Issue of invoices", undefined],
  ["Tapaaminen sovittu: asiakas on vahvistanut ajan ja asialistan", undefined],
  ["Esitelty ratkaisu, joka vastaa tarpeeseen ja on oikeassa suhteessa ongelman hintaan", undefined],
  ["Need to call back", undefined],
  ["Tarjous hyväksytty", undefined],
  ["Authority to sign shown", "decision_maker"],
  ["Harvat käyttäjät nimetty", undefined],
  ["Kahvat vaihdettu", undefined],
  ["Signing date agreed", "decision_process"],
  ["Kiireellisyys selvitetty", "compelling_reason"],
  ["Approval steps known", "decision_process"],
];

describe("the theme of a criterion", () => {
  test.each(NAMES)("%s: %s", (name, theme) => {
    expect(inferTheme(name)).toBe(theme);
  });

  test("is what it says of itself, else what its name says", () => {
    const criterion = { key: "a", name: "Budget confirmed", weight: 1 };
    expect(themeOf({ ...criterion, theme: "need" })).toBe("need");
    expect(themeOf({ ...criterion, theme: null })).toBe("funds");
    expect(themeOf(criterion)).toBe("funds");
  });
});
