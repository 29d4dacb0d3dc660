import { type Language, languageFacts } from "../domain/language.ts";

/** A text for each form of the language that differs from `other`. A language has only its own forms. */
type PluralForms<Form> = Partial<Record<Intl.LDMLPluralRule, Form>> & { other: Form };

const rules = new Map<Language, Intl.PluralRules>();

/** The form of the language for the count. */
export function plural<Form>(language: Language, count: number, forms: PluralForms<Form>): Form {
  return forms[rulesOf(language).select(count)] ?? forms.other;
}

/** Made at the first use, so that the start of a function does not wait for it. */
function rulesOf(language: Language): Intl.PluralRules {
  const known = rules.get(language) ?? new Intl.PluralRules(languageFacts[language].locale);
  rules.set(language, known);
  return known;
}
