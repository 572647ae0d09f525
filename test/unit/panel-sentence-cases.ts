/** Rules, and how they are said in English and in Polish: what every operator, window and place is called. */

/** A space is any space: languages part digits by some that cannot be told from others by eye. */
export type SentenceCase = readonly [rule: unknown, english: string, polish: string];

export const SENTENCE_CASES: Readonly<Record<string, readonly SentenceCase[]>> = {
  'a text': [
    [
      { field: 'city', op: 'eq', value: 'Kraków' },
      'Contacts whose “city” is “Kraków”.',
      'Kontakty, u których pole „city” to „Kraków”.',
    ],
    [
      { field: 'city', op: 'neq', value: 'Kraków' },
      'Contacts whose “city” is not “Kraków”.',
      'Kontakty, u których pole „city” to nie „Kraków”.',
    ],
    [
      { field: 'city', op: 'in', value: ['Kraków', 'Łódź', 'Gdynia'] },
      'Contacts whose “city” is “Kraków”, “Łódź”, or “Gdynia”.',
      'Kontakty, u których pole „city” to „Kraków”, „Łódź” lub „Gdynia”.',
    ],
    [
      { field: 'city', op: 'not_in', value: ['Kraków', 'Łódź', 'Gdynia'] },
      'Contacts whose “city” is not “Kraków”, “Łódź”, or “Gdynia”.',
      'Kontakty, u których pole „city” to nie „Kraków”, „Łódź” ani „Gdynia”.',
    ],
    [
      { field: 'city', op: 'in', value: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] },
      'Contacts whose “city” is “a”, “b”, “c”, or one of 5 more.',
      'Kontakty, u których pole „city” to „a”, „b”, „c” lub jedno z 5 innych.',
    ],
    [
      { field: 'city', op: 'not_in', value: ['a', 'b', 'c', 'd', 'e'] },
      'Contacts whose “city” is not “a”, “b”, “c”, or one of 2 more.',
      'Kontakty, u których pole „city” to nie „a”, „b”, „c” ani jedno z 2 innych.',
    ],
    [
      { field: 'Email', op: 'contains', value: '@example.' },
      'Contacts whose “Email” contains “@example.”.',
      'Kontakty, u których pole „Email” zawiera „@example.”.',
    ],
    [
      { field: 'Email', op: 'not_contains', value: ['a', 'b'] },
      'Contacts whose “Email” does not contain “a” or “b”.',
      'Kontakty, u których pole „Email” nie zawiera „a” ani „b”.',
    ],
    [
      { field: 'Email', op: 'starts_with', value: ['info@', 'office@'] },
      'Contacts whose “Email” starts with “info@” or “office@”.',
      'Kontakty, u których pole „Email” zaczyna się od „info@” lub „office@”.',
    ],
    [
      { field: 'Email', op: 'ends_with', value: '.pl' },
      'Contacts whose “Email” ends with “.pl”.',
      'Kontakty, u których pole „Email” kończy się na „.pl”.',
    ],
    [
      { field: 'Email', op: 'matches', value: '*@+.pl' },
      'Contacts whose “Email” matches the pattern “*@+.pl”.',
      'Kontakty, u których pole „Email” pasuje do wzorca „*@+.pl”.',
    ],
    [
      { field: 'Email', op: 'not_matches', value: '*@+.pl', ignore_case: true },
      'Contacts whose “Email” does not match the pattern “*@+.pl” (upper and lower case alike).',
      'Kontakty, u których pole „Email” nie pasuje do wzorca „*@+.pl” (bez względu na wielkość liter).',
    ],
    [
      { field: 'Email', op: 'exists' },
      'Contacts whose “Email” has a value.',
      'Kontakty, u których pole „Email” ma wartość.',
    ],
    [
      { field: 'Email', op: 'not_exists' },
      'Contacts whose “Email” has no value.',
      'Kontakty, u których pole „Email” nie ma wartości.',
    ],
  ],
  'a number': [
    [
      { field: 'score', op: 'eq', value: 12.5 },
      'Contacts whose “score” is 12.5.',
      'Kontakty, u których pole „score” wynosi 12,5.',
    ],
    [
      { field: 'score', op: 'neq', value: 0 },
      'Contacts whose “score” is not 0.',
      'Kontakty, u których pole „score” nie wynosi 0.',
    ],
    [
      { field: 'score', op: 'gt', value: 2000 },
      'Contacts whose “score” is more than 2,000.',
      'Kontakty, u których pole „score” wynosi więcej niż 2 000.',
    ],
    [
      { field: 'score', op: 'gte', value: 1000000 },
      'Contacts whose “score” is 1,000,000 or more.',
      'Kontakty, u których pole „score” wynosi co najmniej 1 000 000.',
    ],
    [
      { field: 'score', op: 'lt', value: -3 },
      'Contacts whose “score” is less than -3.',
      'Kontakty, u których pole „score” wynosi mniej niż -3.',
    ],
    [
      { field: 'score', op: 'lte', value: 1e300 },
      'Contacts whose “score” is 1e+300 or less.',
      'Kontakty, u których pole „score” wynosi najwyżej 1e+300.',
    ],
    [
      { field: 'score', op: 'between', value: [18, 24] },
      'Contacts whose “score” is between 18 and 24.',
      'Kontakty, u których pole „score” wynosi od 18 do 24.',
    ],
    [
      { field: 'score', op: 'in', value: [1, 2] },
      'Contacts whose “score” is 1 or 2.',
      'Kontakty, u których pole „score” wynosi 1 lub 2.',
    ],
    [
      { field: 'score', op: 'not_in', value: [1, 2, 3] },
      'Contacts whose “score” is not 1, 2, or 3.',
      'Kontakty, u których pole „score” nie wynosi 1, 2 ani 3.',
    ],
    [
      { field: 'score', op: 'eq', value: 1e-9 },
      'Contacts whose “score” is 1e-9.',
      'Kontakty, u których pole „score” wynosi 1e-9.',
    ],
  ],
  'yes or no': [
    [
      { field: 'email_consent', op: 'eq', value: true },
      'Contacts whose “email_consent” is true.',
      'Kontakty, u których pole „email_consent” to „tak”.',
    ],
    [
      { field: 'email_consent', op: 'eq', value: false },
      'Contacts whose “email_consent” is false.',
      'Kontakty, u których pole „email_consent” to „nie”.',
    ],
    [
      { field: 'email_consent', op: 'neq', value: true },
      'Contacts whose “email_consent” is false or empty.',
      'Kontakty, u których pole „email_consent” to „nie” lub jest puste.',
    ],
    [
      { field: 'email_consent', op: 'neq', value: false },
      'Contacts whose “email_consent” is true or empty.',
      'Kontakty, u których pole „email_consent” to „tak” lub jest puste.',
    ],
  ],
  'a list': [
    [
      { field: 'tags', op: 'has_any', value: ['dog', 'cat'], ignore_case: true },
      'Contacts whose “tags” includes “dog” or “cat” (upper and lower case alike).',
      'Kontakty, u których pole „tags” ma na liście „dog” lub „cat” (bez względu na wielkość liter).',
    ],
    [
      { field: 'tags', op: 'has_all', value: ['dog', 'cat'] },
      'Contacts whose “tags” includes “dog” and “cat”.',
      'Kontakty, u których pole „tags” ma na liście „dog” i „cat”.',
    ],
    [
      { field: 'tags', op: 'has_all', value: ['a', 'b', 'c', 'd', 'e'] },
      'Contacts whose “tags” includes “a”, “b”, “c”, and 2 more.',
      'Kontakty, u których pole „tags” ma na liście „a”, „b”, „c” i jeszcze 2 inne.',
    ],
    [
      { field: 'tags', op: 'has_none', value: ['dog', 'cat'] },
      'Contacts whose “tags” does not include “dog” or “cat”.',
      'Kontakty, u których pole „tags” nie ma na liście „dog” ani „cat”.',
    ],
  ],
  'a time': [
    [
      { field: 'last_visit', op: 'within_last', value: 'P1D' },
      'Contacts whose “last_visit” is within the last day.',
      'Kontakty, u których data „last_visit” przypada w ciągu ostatniego dnia.',
    ],
    [
      { field: 'last_visit', op: 'within_last', value: 'P7D' },
      'Contacts whose “last_visit” is within the last 7 days.',
      'Kontakty, u których data „last_visit” przypada w ciągu ostatnich 7 dni.',
    ],
    [
      { field: 'trial_ends', op: 'within_next', value: 'P2W' },
      'Contacts whose “trial_ends” is within the next 2 weeks.',
      'Kontakty, u których data „trial_ends” przypada w ciągu najbliższych 2 tygodni.',
    ],
    [
      { field: 'trial_ends', op: 'within_next', value: 'PT1H' },
      'Contacts whose “trial_ends” is within the next hour.',
      'Kontakty, u których data „trial_ends” przypada w ciągu najbliższej godziny.',
    ],
    [
      { field: 'last_visit', op: 'older_than', value: 'P6M' },
      'Contacts whose “last_visit” is at least 6 months ago.',
      'Kontakty, u których data „last_visit” przypada co najmniej 6 miesięcy temu.',
    ],
    [
      { field: 'last_visit', op: 'older_than', value: 'P1Y1M1DT1H' },
      'Contacts whose “last_visit” is at least 1 year, 1 month, 1 day, and 1 hour ago.',
      'Kontakty, u których data „last_visit” przypada co najmniej 1 rok, 1 miesiąc, 1 dzień i 1 godzinę temu.',
    ],
    [
      { field: 'last_visit', op: 'before', value: '2026-03-01' },
      'Contacts whose “last_visit” is before Mar 1, 2026.',
      'Kontakty, u których data „last_visit” przypada przed 1 mar 2026.',
    ],
    [
      { field: 'last_visit', op: 'before', value: '2026-03-01T12:30:00Z' },
      'Contacts whose “last_visit” is before Mar 1, 2026, 12:30 PM.',
      'Kontakty, u których data „last_visit” przypada przed 1 mar 2026, 12:30.',
    ],
    [
      { field: 'last_visit', op: 'after', value: { ago: 'P3D' } },
      'Contacts whose “last_visit” is later than 3 days ago.',
      'Kontakty, u których data „last_visit” przypada później niż 3 dni temu.',
    ],
    [
      { field: 'trial_ends', op: 'before', value: { ahead: 'P2W' } },
      'Contacts whose “trial_ends” is earlier than 2 weeks from now.',
      'Kontakty, u których data „trial_ends” przypada wcześniej niż za 2 tygodnie.',
    ],
    [
      { field: 'trial_ends', op: 'after', value: 'now' },
      'Contacts whose “trial_ends” is later than now.',
      'Kontakty, u których data „trial_ends” przypada później niż teraz.',
    ],
    [
      { field: 'last_visit', op: 'between', value: ['2026-01-01', 'today'] },
      'Contacts whose “last_visit” is between Jan 1, 2026 and today.',
      'Kontakty, u których data „last_visit” przypada nie wcześniej niż 1 sty 2026 i nie później niż dziś.',
    ],
    [
      { field: 'last_visit', op: 'eq', value: 'today' },
      'Contacts whose “last_visit” is today.',
      'Kontakty, u których data „last_visit” przypada dziś.',
    ],
    [
      { field: 'last_visit', op: 'eq', value: '0099-02-03' },
      'Contacts whose “last_visit” is on Feb 3, 99.',
      'Kontakty, u których data „last_visit” przypada w dniu 3 lut 99.',
    ],
    [
      { field: 'last_visit', op: 'neq', value: '2026-03-01' },
      'Contacts whose “last_visit” is not on Mar 1, 2026.',
      'Kontakty, u których data „last_visit” nie przypada w dniu 1 mar 2026.',
    ],
    [
      { field: 'last_visit', op: 'eq', value: '2026-03-01T12:30:00Z' },
      'Contacts whose “last_visit” is at Mar 1, 2026, 12:30 PM.',
      'Kontakty, u których data „last_visit” przypada w chwili 1 mar 2026, 12:30.',
    ],
    [
      { field: 'last_visit', op: 'eq', value: { ago: 'P1Y' } },
      'Contacts whose “last_visit” is exactly 1 year ago.',
      'Kontakty, u których data „last_visit” przypada dokładnie 1 rok temu.',
    ],
    [
      { field: 'holiday', op: 'in', value: ['2026-12-24', '2026-12-25', 'today'] },
      'Contacts whose “holiday” is on Dec 24, 2026, on Dec 25, 2026, or today.',
      'Kontakty, u których data „holiday” przypada w dniu 24 gru 2026, w dniu 25 gru 2026 lub dziś.',
    ],
    [
      { field: 'holiday', op: 'not_in', value: ['2026-12-24', 'today'] },
      'Contacts whose “holiday” is not on Dec 24, 2026 or today.',
      'Kontakty, u których data „holiday” nie przypada w dniu 24 gru 2026 ani dziś.',
    ],
    [
      { field: 'created_at', op: 'within_last', value: 'P14D' },
      'Contacts who were first seen within the last 14 days.',
      'Kontakty, u których pierwszy kontakt nastąpił w ciągu ostatnich 14 dni.',
    ],
    [
      { field: 'created_at', op: 'neq', value: 'today' },
      'Contacts whose “first seen” is not today.',
      'Kontakty, u których data „pierwszy kontakt” nie przypada dziś.',
    ],
    [
      { field: 'created_at', op: 'exists' },
      'Contacts whose “first seen” has a value.',
      'Kontakty, u których pole „pierwszy kontakt” ma wartość.',
    ],
  ],
  'a day of every year': [
    [
      { field: 'birthday', op: 'anniversary', value: { from: 0, to: 0 } },
      'Contacts whose “birthday” is today (in any year).',
      'Kontakty, u których data „birthday” przypada dziś (w dowolnym roku).',
    ],
    [
      { field: 'birthday', op: 'anniversary', value: { from: 1, to: 1 } },
      'Contacts whose “birthday” is tomorrow (in any year).',
      'Kontakty, u których data „birthday” przypada jutro (w dowolnym roku).',
    ],
    [
      { field: 'birthday', op: 'anniversary', value: { from: 0, to: 6 } },
      'Contacts whose “birthday” is today or within the next 6 days (in any year).',
      'Kontakty, u których data „birthday” przypada dziś lub w ciągu najbliższych 6 dni (w dowolnym roku).',
    ],
    [
      { field: 'birthday', op: 'anniversary', value: { from: -30, to: 0 } },
      'Contacts whose “birthday” is today or within the last 30 days (in any year).',
      'Kontakty, u których data „birthday” przypada dziś lub w ciągu ostatnich 30 dni (w dowolnym roku).',
    ],
    [
      { field: 'birthday', op: 'anniversary', value: { from: -1, to: 7 } },
      'Contacts whose “birthday” is between yesterday and 7 days from now (in any year).',
      'Kontakty, u których data „birthday” przypada nie wcześniej niż wczoraj i nie później niż za 7 dni (w dowolnym roku).',
    ],
    [
      { field: 'birthday', op: 'anniversary', value: { month: 2 } },
      'Contacts whose “birthday” is in February (in any year).',
      'Kontakty, u których data „birthday” przypada w lutym (w dowolnym roku).',
    ],
    [
      { field: 'birthday', op: 'anniversary', value: { month: 9 } },
      'Contacts whose “birthday” is in September (in any year).',
      'Kontakty, u których data „birthday” przypada we wrześniu (w dowolnym roku).',
    ],
  ],
  'how often': [
    [
      { event: 'purchase' },
      'Contacts who did “purchase”.',
      'Kontakty, u których wystąpiło zdarzenie „purchase”.',
    ],
    [
      { event: 'purchase', op: 'gte', value: 3 },
      'Contacts who did “purchase” at least 3 times.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło co najmniej 3 razy.',
    ],
    [
      { event: 'purchase', op: 'gte', value: 22 },
      'Contacts who did “purchase” at least 22 times.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło co najmniej 22 razy.',
    ],
    [
      { event: 'purchase', op: 'gte', value: 1.5 },
      'Contacts who did “purchase” at least 1.5 times.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło co najmniej 1,5 raza.',
    ],
    [
      { event: 'purchase', op: 'gte', value: 0 },
      'Contacts who did “purchase” any number of times (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło dowolną liczbę razy (lub wcale).',
    ],
    [
      { event: 'purchase', op: 'gt', value: 1 },
      'Contacts who did “purchase” more than once.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło więcej niż raz.',
    ],
    [
      { event: 'purchase', op: 'gt', value: 5 },
      'Contacts who did “purchase” more than 5 times.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło więcej niż 5 razy.',
    ],
    [
      { event: 'purchase', op: 'lt', value: 3 },
      'Contacts who did “purchase” fewer than 3 times (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło mniej niż 3 razy (lub wcale).',
    ],
    [
      { event: 'purchase', op: 'lt', value: 1 },
      'Contacts who never did “purchase”.',
      'Kontakty, u których nie wystąpiło zdarzenie „purchase”.',
    ],
    [
      { event: 'purchase', op: 'lt', value: 0 },
      'Contacts who did “purchase” no number of times (nobody).',
      'Kontakty, u których zdarzenie „purchase” nie ma liczby wystąpień (nikt).',
    ],
    [
      { event: 'purchase', op: 'lte', value: 1 },
      'Contacts who did “purchase” at most once (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło najwyżej raz (lub wcale).',
    ],
    [
      { event: 'purchase', op: 'lte', value: 4 },
      'Contacts who did “purchase” at most 4 times (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło najwyżej 4 razy (lub wcale).',
    ],
    [
      { event: 'purchase', op: 'eq', value: 0 },
      'Contacts who never did “purchase”.',
      'Kontakty, u których nie wystąpiło zdarzenie „purchase”.',
    ],
    [
      { event: 'purchase', op: 'eq', value: 1 },
      'Contacts who did “purchase” exactly once.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło dokładnie raz.',
    ],
    [
      { event: 'purchase', op: 'eq', value: 2 },
      'Contacts who did “purchase” exactly 2 times.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło dokładnie 2 razy.',
    ],
    [
      { event: 'purchase', op: 'neq', value: 0 },
      'Contacts who did “purchase”.',
      'Kontakty, u których wystąpiło zdarzenie „purchase”.',
    ],
    [
      { event: 'purchase', op: 'neq', value: 1 },
      'Contacts who did “purchase” more than once (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło więcej niż raz (lub wcale).',
    ],
    [
      { event: 'purchase', op: 'neq', value: 5 },
      'Contacts who did “purchase” any number of times but 5 (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło inną liczbę razy niż 5 (lub wcale).',
    ],
    [
      { event: 'purchase', op: 'between', value: [2, 5] },
      'Contacts who did “purchase” between 2 and 5 times.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło od 2 do 5 razy.',
    ],
    [
      { event: 'purchase', op: 'in', value: [1, 3] },
      'Contacts who did “purchase” 1 or 3 times.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło 1 lub 3 razy.',
    ],
    [
      { event: 'purchase', op: 'not_in', value: [1, 3] },
      'Contacts who did “purchase” any number of times but 1 or 3.',
      'Kontakty, u których zdarzenie „purchase” wystąpiło inną liczbę razy niż 1 lub 3.',
    ],
    [
      { event: 'purchase', op: 'exists' },
      'Contacts who did “purchase” any number of times (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło dowolną liczbę razy (lub wcale).',
    ],
    [
      { event: 'purchase', op: 'not_exists' },
      'Contacts who did “purchase” no number of times (nobody).',
      'Kontakty, u których zdarzenie „purchase” nie ma liczby wystąpień (nikt).',
    ],
  ],
  'which events': [
    [
      { event: 'MailOpen', op: 'gte', value: 3 },
      'Contacts who opened a mail at least 3 times.',
      'Kontakty, u których zdarzenie „otwarcie maila” wystąpiło co najmniej 3 razy.',
    ],
    [
      { event: 'mailOPEN' },
      'Contacts who opened a mail.',
      'Kontakty, u których wystąpiło zdarzenie „otwarcie maila”.',
    ],
    [
      { event: ['MailUnsubscribe', 'MailComplaint'], op: 'eq', value: 0 },
      'Contacts who never unsubscribed from mail or complained about a mail.',
      'Kontakty, u których nie wystąpiło zdarzenie „rezygnacja z maili” lub „skarga na maila”.',
    ],
    [
      { event: ['purchase', 'MailClick', 'booking'] },
      'Contacts who clicked in a mail or did “purchase” or “booking”.',
      'Kontakty, u których wystąpiło zdarzenie „kliknięcie w mailu” lub „purchase” lub „booking”.',
    ],
    [
      { event: ['a', 'b', 'c', 'd', 'e'] },
      'Contacts who did “a”, “b”, or “c” or did one of 2 other things.',
      'Kontakty, u których wystąpiło zdarzenie „a”, „b” lub „c” lub jednego z 2 innych rodzajów.',
    ],
    [
      { event: 'Mail*' },
      'Contacts who did anything that begins with “Mail”.',
      'Kontakty, u których wystąpiło zdarzenie o nazwie zaczynającej się od „Mail”.',
    ],
    [
      { event: '*' },
      'Contacts who did something.',
      'Kontakty, u których wystąpiło zdarzenie dowolnego rodzaju.',
    ],
    [
      { event: '*', op: 'eq', value: 0 },
      'Contacts who never did anything.',
      'Kontakty, u których nie wystąpiło zdarzenie żadnego rodzaju.',
    ],
    [
      { event: 'purchase', where: { attr: 'product', op: 'eq', value: 'coffee' } },
      'Contacts who did “purchase” (where “product” is “coffee”).',
      'Kontakty, u których wystąpiło zdarzenie „purchase” (gdzie „product” to „coffee”).',
    ],
    [
      {
        event: 'purchase',
        where: {
          all: [
            { attr: 'amount', op: 'gt', value: 100 },
            { not: { attr: 'product', op: 'eq', value: 'coffee' } },
          ],
        },
      },
      'Contacts who did “purchase” (where “amount” is more than 100 and “product” is not “coffee”).',
      'Kontakty, u których wystąpiło zdarzenie „purchase” (gdzie „amount” wynosi więcej niż 100 i „product” to nie „coffee”).',
    ],
    [
      {
        event: 'purchase',
        where: {
          none: [
            { attr: 'a', op: 'exists' },
            {
              any: [
                { attr: 'day', op: 'before', value: 'today' },
                { attr: 'c', op: 'eq', value: true },
              ],
            },
          ],
        },
      },
      'Contacts who did “purchase” (where none of this is true: “a” has a value; (“day” is earlier than today or “c” is true)).',
      'Kontakty, u których wystąpiło zdarzenie „purchase” (gdzie nie zachodzi nic z tego: „a” ma wartość; (data „day” przypada wcześniej niż dziś lub „c” to „tak”)).',
    ],
    [
      { event: 'purchase', where: { not: { attr: 'amount', op: 'gt', value: 100 } } },
      'Contacts who did “purchase” (where it is not so that “amount” is more than 100).',
      'Kontakty, u których wystąpiło zdarzenie „purchase” (gdzie nie jest tak, że „amount” wynosi więcej niż 100).',
    ],
    [
      { event: 'purchase', where: { name: 'dear', attr: 'amount', op: 'gt', value: 100 } },
      'Contacts who did “purchase” (where dear (“amount” is more than 100)).',
      'Kontakty, u których wystąpiło zdarzenie „purchase” (gdzie dear („amount” wynosi więcej niż 100)).',
    ],
    [
      { event: 'purchase', where: { all: [] } },
      'Contacts who did “purchase”.',
      'Kontakty, u których wystąpiło zdarzenie „purchase”.',
    ],
    [
      { event: 'purchase', where: { any: [] } },
      'Contacts who did “purchase” (where nothing is true).',
      'Kontakty, u których wystąpiło zdarzenie „purchase” (gdzie nic nie jest prawdą).',
    ],
  ],
  'when it happened': [
    [
      { event: 'purchase', within: { last: 'P1M' } },
      'Contacts who did “purchase” within the last month.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w ciągu ostatniego miesiąca.',
    ],
    [
      { event: 'purchase', within: { last: 'PT90S' } },
      'Contacts who did “purchase” within the last 90 seconds.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w ciągu ostatnich 90 sekund.',
    ],
    [
      { event: 'purchase', within: { current: 'day' } },
      'Contacts who did “purchase” today.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” dziś.',
    ],
    [
      { event: 'purchase', within: { current: 'week' } },
      'Contacts who did “purchase” this week so far.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w tym tygodniu.',
    ],
    [
      { event: 'purchase', within: { current: 'month' } },
      'Contacts who did “purchase” this month so far.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w tym miesiącu.',
    ],
    [
      { event: 'purchase', within: { current: 'quarter' } },
      'Contacts who did “purchase” this quarter so far.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w tym kwartale.',
    ],
    [
      { event: 'purchase', within: { current: 'year' } },
      'Contacts who did “purchase” this year so far.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w tym roku.',
    ],
    [
      { event: 'purchase', within: { previous: 'day' } },
      'Contacts who did “purchase” yesterday.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” wczoraj.',
    ],
    [
      { event: 'purchase', within: { previous: 'week' } },
      'Contacts who did “purchase” in the whole previous week.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w całym poprzednim tygodniu.',
    ],
    [
      { event: 'purchase', within: { previous: 'month' } },
      'Contacts who did “purchase” in the whole previous month.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w całym poprzednim miesiącu.',
    ],
    [
      { event: 'purchase', within: { previous: 'quarter' } },
      'Contacts who did “purchase” in the whole previous quarter.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w całym poprzednim kwartale.',
    ],
    [
      { event: 'purchase', within: { previous: 'year' } },
      'Contacts who did “purchase” in the whole previous year.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” w całym poprzednim roku.',
    ],
    [
      { event: 'purchase', within: { from: '2026-01-01' } },
      'Contacts who did “purchase” since Jan 1, 2026.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” od 1 sty 2026.',
    ],
    [
      { event: 'purchase', within: { from: { ago: 'P3M' } } },
      'Contacts who did “purchase” since 3 months ago.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” od chwili sprzed 3 miesięcy.',
    ],
    [
      { event: 'purchase', within: { to: 'today' } },
      'Contacts who did “purchase” earlier than today.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” wcześniej niż dziś.',
    ],
    [
      { event: 'purchase', within: { from: '2026-01-01', to: '2026-02-01' } },
      'Contacts who did “purchase” from Jan 1, 2026 until before Feb 1, 2026.',
      'Kontakty, u których wystąpiło zdarzenie „purchase” od 1 sty 2026, ale wcześniej niż 1 lut 2026.',
    ],
    [
      {
        event: 'purchase',
        op: 'eq',
        value: 0,
        within: { from: { ago: 'P60D' }, to: { ago: 'P30D' } },
        where: { attr: 'product', op: 'exists' },
      },
      'Contacts who never did “purchase” from 60 days ago until before 30 days ago (where “product” has a value).',
      'Kontakty, u których nie wystąpiło zdarzenie „purchase” od chwili sprzed 60 dni, ale wcześniej niż 30 dni temu (gdzie „product” ma wartość).',
    ],
  ],
  'how much': [
    [
      {
        event: 'purchase',
        within: { last: 'P3M' },
        aggregate: 'sum',
        of: 'amount',
        op: 'gte',
        value: 1000,
      },
      'Contacts whose total “amount” of “purchase” within the last 3 months is 1,000 or more.',
      'Kontakty, u których suma „amount” ze zdarzeń „purchase” w ciągu ostatnich 3 miesięcy wynosi co najmniej 1 000.',
    ],
    [
      { event: 'purchase', aggregate: 'avg', of: 'amount', op: 'lt', value: 50 },
      'Contacts whose average “amount” of “purchase” is less than 50.',
      'Kontakty, u których średnia „amount” ze zdarzeń „purchase” wynosi mniej niż 50.',
    ],
    [
      { event: 'purchase', aggregate: 'min', of: 'amount', op: 'between', value: [10, 20] },
      'Contacts whose smallest “amount” of “purchase” is between 10 and 20.',
      'Kontakty, u których najmniejsza wartość „amount” ze zdarzeń „purchase” wynosi od 10 do 20.',
    ],
    [
      { event: 'purchase', aggregate: 'max', of: 'amount', op: 'gt', value: 500 },
      'Contacts whose largest “amount” of “purchase” is more than 500.',
      'Kontakty, u których największa wartość „amount” ze zdarzeń „purchase” wynosi więcej niż 500.',
    ],
    [
      { event: 'purchase', aggregate: 'distinct', of: 'product', op: 'gte', value: 3 },
      'Contacts whose number of different values of “product” in “purchase” is 3 or more.',
      'Kontakty, u których liczba różnych wartości „product” w zdarzeniach „purchase” wynosi co najmniej 3.',
    ],
    [
      { event: 'purchase', aggregate: 'distinct', of: 'product', op: 'eq', value: 2 },
      'Contacts whose number of different values of “product” in “purchase” is 2.',
      'Kontakty, u których liczba różnych wartości „product” w zdarzeniach „purchase” wynosi 2.',
    ],
    [
      { event: 'purchase', aggregate: 'max', of: 'amount', op: 'exists' },
      'Contacts whose largest “amount” of “purchase” is known.',
      'Kontakty, u których największa wartość „amount” ze zdarzeń „purchase” jest znana.',
    ],
    [
      { event: 'purchase', aggregate: 'avg', of: 'amount', op: 'not_exists' },
      'Contacts whose average “amount” of “purchase” is not known.',
      'Kontakty, u których średnia „amount” ze zdarzeń „purchase” nie jest znana.',
    ],
    [
      { event: ['purchase', 'booking'], aggregate: 'sum', of: 'amount', op: 'in', value: [1, 2] },
      'Contacts whose total “amount” of “purchase” or “booking” is 1 or 2.',
      'Kontakty, u których suma „amount” ze zdarzeń „purchase” lub „booking” wynosi 1 lub 2.',
    ],
    [
      { event: '*', aggregate: 'distinct', of: 'campaign', op: 'lte', value: 1 },
      'Contacts whose number of different values of “campaign” in “anything at all” is 1 or less.',
      'Kontakty, u których liczba różnych wartości „campaign” w zdarzeniach dowolnego rodzaju wynosi najwyżej 1.',
    ],
    [
      { event: 'Mail*', aggregate: 'distinct', of: 'campaign', op: 'not_in', value: [1, 2] },
      'Contacts whose number of different values of “campaign” in “Mail…” is not 1 or 2.',
      'Kontakty, u których liczba różnych wartości „campaign” w zdarzeniach o nazwie zaczynającej się od „Mail” nie wynosi 1 ani 2.',
    ],
    [
      { event: 'purchase', aggregate: 'sum', of: 'amount', op: 'neq', value: 0 },
      'Contacts whose total “amount” of “purchase” is not 0.',
      'Kontakty, u których suma „amount” ze zdarzeń „purchase” nie wynosi 0.',
    ],
  ],
  'the first and the last time': [
    [
      { event: 'purchase', aggregate: 'last', op: 'older_than', value: 'P90D' },
      'Contacts whose last “purchase” was at least 90 days ago.',
      'Kontakty, u których ostatnie zdarzenie „purchase” wystąpiło co najmniej 90 dni temu.',
    ],
    [
      { event: 'MailOpen', aggregate: 'first', op: 'within_last', value: 'P2M' },
      'Contacts whose first “mail opened” was within the last 2 months.',
      'Kontakty, u których pierwsze zdarzenie „otwarcie maila” wystąpiło w ciągu ostatnich 2 miesięcy.',
    ],
    [
      { event: 'purchase', aggregate: 'last', op: 'before', value: '2026-03-01' },
      'Contacts whose last “purchase” was before Mar 1, 2026.',
      'Kontakty, u których ostatnie zdarzenie „purchase” wystąpiło przed 1 mar 2026.',
    ],
    [
      { event: 'purchase', aggregate: 'first', op: 'after', value: { ago: 'PT5M' } },
      'Contacts whose first “purchase” was later than 5 minutes ago.',
      'Kontakty, u których pierwsze zdarzenie „purchase” wystąpiło później niż 5 minut temu.',
    ],
    [
      { event: 'purchase', aggregate: 'last', op: 'eq', value: 'today' },
      'Contacts whose last “purchase” was today.',
      'Kontakty, u których ostatnie zdarzenie „purchase” wystąpiło dziś.',
    ],
    [
      { event: 'purchase', aggregate: 'last', op: 'neq', value: 'today' },
      'Contacts whose last “purchase” was not today.',
      'Kontakty, u których ostatnie zdarzenie „purchase” nie wystąpiło dziś.',
    ],
    [
      { event: 'purchase', aggregate: 'first', op: 'between', value: ['2026-01-01', '2026-02-01'] },
      'Contacts whose first “purchase” was between Jan 1, 2026 and Feb 1, 2026.',
      'Kontakty, u których pierwsze zdarzenie „purchase” wystąpiło nie wcześniej niż 1 sty 2026 i nie później niż 1 lut 2026.',
    ],
    [
      { event: 'purchase', aggregate: 'first', op: 'anniversary', value: { from: 0, to: 0 } },
      'Contacts whose first “purchase” was today (in any year).',
      'Kontakty, u których pierwsze zdarzenie „purchase” wystąpiło dziś (w dowolnym roku).',
    ],
    [
      { event: 'purchase', aggregate: 'first' },
      'Contacts who did “purchase”.',
      'Kontakty, u których wystąpiło zdarzenie „purchase”.',
    ],
    [
      { event: 'purchase', aggregate: 'last', op: 'not_exists' },
      'Contacts who never did “purchase”.',
      'Kontakty, u których nie wystąpiło zdarzenie „purchase”.',
    ],
  ],
  'an order': [
    [
      { sequence: [{ event: 'cart_add' }, { event: 'purchase' }] },
      'Contacts who did “cart_add” and then did “purchase”.',
      'Kontakty, u których wystąpiło zdarzenie „cart_add”, a potem wystąpiło zdarzenie „purchase”.',
    ],
    [
      { sequence: [{ event: 'MailClick' }, { event: 'page_view', gap: 'PT24H' }] },
      'Contacts who clicked in a mail and then within 24 hours viewed a page.',
      'Kontakty, u których wystąpiło zdarzenie „kliknięcie w mailu”, a potem w ciągu 24 godzin wystąpiło zdarzenie „wyświetlenie strony”.',
    ],
    [
      {
        sequence: [{ event: 'cart_add' }, { not: { event: 'purchase' }, gap: 'PT2H' }],
        within: { last: 'P1D' },
      },
      'Contacts who within the last day did “cart_add” and then never did “purchase” within 2 hours.',
      'Kontakty, u których w ciągu ostatniego dnia wystąpiło zdarzenie „cart_add”, a potem w ciągu 2 godzin nie wystąpiło zdarzenie „purchase”.',
    ],
    [
      {
        sequence: [
          { event: 'MailOpen' },
          {
            event: 'page_view',
            where: { attr: 'url', op: 'contains', value: 'spain' },
            gap: 'P1D',
          },
          { not: { event: '*' } },
        ],
      },
      'Contacts who opened a mail and then within 1 day viewed a page (where “url” contains “spain”) and then never did anything.',
      'Kontakty, u których wystąpiło zdarzenie „otwarcie maila”, a potem w ciągu 1 dnia wystąpiło zdarzenie „wyświetlenie strony” (gdzie „url” zawiera „spain”), a potem nie wystąpiło zdarzenie żadnego rodzaju.',
    ],
    [
      { sequence: [{ event: 'purchase' }] },
      'Contacts who did “purchase”.',
      'Kontakty, u których wystąpiło zdarzenie „purchase”.',
    ],
  ],
  'a place': [
    [
      { segment: 'vip' },
      'Contacts who are in the segment “VIP”.',
      'Kontakty, które są w segmencie „VIP”.',
    ],
    [
      { segment: 'unknown' },
      'Contacts who are in the segment “unknown”.',
      'Kontakty, które są w segmencie „unknown”.',
    ],
    [
      { group: 'staff' },
      'Contacts who are in the group “Our staff”.',
      'Kontakty, które są w grupie „Our staff”.',
    ],
    [
      { contacts: ['c1'] },
      'Contacts who are on the list of 1 contact: “c1”.',
      'Kontakty, które są na liście 1 kontaktu: „c1”.',
    ],
    [
      { contacts: ['c1', 'c2', 'c3'] },
      'Contacts who are on the list of 3 contacts: “c1”, “c2”, and “c3”.',
      'Kontakty, które są na liście 3 kontaktów: „c1”, „c2” i „c3”.',
    ],
    [
      { contacts: ['c1', 'c2', 'c3', 'c4', 'c5'] },
      'Contacts who are on the list of 5 contacts: “c1”, “c2”, “c3”, and 2 more.',
      'Kontakty, które są na liście 5 kontaktów: „c1”, „c2”, „c3” i jeszcze 2 inne.',
    ],
    [
      { contacts: [] },
      'Contacts who are on an empty list of contacts.',
      'Kontakty, które są na pustej liście kontaktów.',
    ],
    [
      { reachable: 'email' },
      'Contacts who are reachable by “Email”.',
      'Kontakty, które są w zasięgu kanału „E-mail”.',
    ],
    [
      { reachable: 'letter' },
      'Contacts who are reachable by “letter”.',
      'Kontakty, które są w zasięgu kanału „letter”.',
    ],
    [
      { sample: { seed: 'a', from: 0, to: 10 } },
      'Contacts who are in the stable share from 0% to 10% of all contacts (mix “a”).',
      'Kontakty, które są w stałej części wszystkich kontaktów od 0% do 10% (mieszanie „a”).',
    ],
    [
      { sample: { seed: 'b', from: 12.5, to: 25 } },
      'Contacts who are in the stable share from 12.5% to 25% of all contacts (mix “b”).',
      'Kontakty, które są w stałej części wszystkich kontaktów od 12,5% do 25% (mieszanie „b”).',
    ],
  ],
  logic: [
    [{ all: [] }, 'All contacts.', 'Wszystkie kontakty.'],
    [{ none: [] }, 'All contacts.', 'Wszystkie kontakty.'],
    [{ any: [] }, 'Nobody.', 'Nikt.'],
    [
      { all: [{ field: 'city', op: 'eq', value: 'Kraków' }] },
      'Contacts whose “city” is “Kraków”.',
      'Kontakty, u których pole „city” to „Kraków”.',
    ],
    [
      {
        all: [
          { field: 'city', op: 'eq', value: 'Kraków' },
          { event: 'purchase' },
          { segment: 'vip' },
        ],
      },
      'Contacts whose “city” is “Kraków”, who did “purchase”, and who are in the segment “VIP”.',
      'Kontakty, u których pole „city” to „Kraków”, u których wystąpiło zdarzenie „purchase” i które są w segmencie „VIP”.',
    ],
    [
      { any: [{ field: 'city', op: 'eq', value: 'Kraków' }, { event: 'purchase' }] },
      'Contacts whose “city” is “Kraków” or who did “purchase”.',
      'Kontakty, u których pole „city” to „Kraków” lub u których wystąpiło zdarzenie „purchase”.',
    ],
    [
      { all: [{ segment: 'vip' }, { any: [{ event: 'a' }, { event: 'b' }] }] },
      'Contacts who are in the segment “VIP” and (who did “a” or who did “b”).',
      'Kontakty, które są w segmencie „VIP” i (u których wystąpiło zdarzenie „a” lub u których wystąpiło zdarzenie „b”).',
    ],
    [
      { any: [{ all: [{ event: 'a' }, { event: 'b' }] }, { all: [{ event: 'c' }] }] },
      'Contacts (who did “a” and who did “b”) or who did “c”.',
      'Kontakty, (u których wystąpiło zdarzenie „a” i u których wystąpiło zdarzenie „b”) lub u których wystąpiło zdarzenie „c”.',
    ],
    [
      { none: [{ event: 'a' }] },
      'Contacts who never did “a”.',
      'Kontakty, u których nie wystąpiło zdarzenie „a”.',
    ],
    [
      { none: [{ event: 'a' }, { field: 'city', op: 'eq', value: 'Kraków' }] },
      'Contacts who are not among those (who did “a” or whose “city” is “Kraków”).',
      'Kontakty, które nie należą do tych (u których wystąpiło zdarzenie „a” lub u których pole „city” to „Kraków”).',
    ],
    [
      { all: [{ segment: 'vip' }, { none: [{ event: 'a' }, { segment: 'unknown' }] }] },
      'Contacts who are in the segment “VIP” and who are not among those (who did “a” or who are in the segment “unknown”).',
      'Kontakty, które są w segmencie „VIP” i które nie należą do tych (u których wystąpiło zdarzenie „a” lub które są w segmencie „unknown”).',
    ],
    [
      { all: [{ any: [] }, { all: [] }] },
      'Contacts who are not among the contacts and who are among all contacts.',
      'Kontakty, których nie ma wśród kontaktów i które są wśród wszystkich kontaktów.',
    ],
  ],
  not: [
    [
      { not: { event: 'purchase' } },
      'Contacts who never did “purchase”.',
      'Kontakty, u których nie wystąpiło zdarzenie „purchase”.',
    ],
    [
      { not: { event: 'purchase', op: 'gte', value: 3 } },
      'Contacts who did “purchase” fewer than 3 times (or never).',
      'Kontakty, u których zdarzenie „purchase” wystąpiło mniej niż 3 razy (lub wcale).',
    ],
    [
      { not: { event: 'purchase', aggregate: 'last', op: 'older_than', value: 'P90D' } },
      'Contacts who are not among those whose last “purchase” was at least 90 days ago.',
      'Kontakty, które nie należą do tych, u których ostatnie zdarzenie „purchase” wystąpiło co najmniej 90 dni temu.',
    ],
    [
      { not: { event: 'purchase', aggregate: 'avg', of: 'amount', op: 'gt', value: 5 } },
      'Contacts who are not among those whose average “amount” of “purchase” is more than 5.',
      'Kontakty, które nie należą do tych, u których średnia „amount” ze zdarzeń „purchase” wynosi więcej niż 5.',
    ],
    [
      { not: { event: 'purchase', aggregate: 'sum', of: 'amount', op: 'gt', value: 5 } },
      'Contacts whose total “amount” of “purchase” is 5 or less.',
      'Kontakty, u których suma „amount” ze zdarzeń „purchase” wynosi najwyżej 5.',
    ],
    [
      { not: { field: 'city', op: 'eq', value: 'Kraków' } },
      'Contacts whose “city” is not “Kraków”.',
      'Kontakty, u których pole „city” to nie „Kraków”.',
    ],
    [
      { not: { field: 'city', op: 'has_none', value: ['a'] } },
      'Contacts whose “city” includes “a”.',
      'Kontakty, u których pole „city” ma na liście „a”.',
    ],
    [
      { not: { field: 'score', op: 'gt', value: 5 } },
      'Contacts who are not among those whose “score” is more than 5.',
      'Kontakty, które nie należą do tych, u których pole „score” wynosi więcej niż 5.',
    ],
    [
      { not: { segment: 'vip' } },
      'Contacts who are not in the segment “VIP”.',
      'Kontakty, które nie są w segmencie „VIP”.',
    ],
    [
      { not: { contacts: ['c1', 'c2'] } },
      'Contacts who are not on the list of 2 contacts: “c1” and “c2”.',
      'Kontakty, które nie są na liście 2 kontaktów: „c1” i „c2”.',
    ],
    [
      { not: { reachable: 'sms' } },
      'Contacts who are not reachable by “SMS”.',
      'Kontakty, które nie są w zasięgu kanału „SMS”.',
    ],
    [
      { not: { not: { segment: 'vip' } } },
      'Contacts who are in the segment “VIP”.',
      'Kontakty, które są w segmencie „VIP”.',
    ],
    [
      { not: { all: [{ event: 'a' }, { event: 'b' }] } },
      'Contacts who are not among those (who did “a” and who did “b”).',
      'Kontakty, które nie należą do tych (u których wystąpiło zdarzenie „a” i u których wystąpiło zdarzenie „b”).',
    ],
    [
      { not: { any: [{ segment: 'vip' }] } },
      'Contacts who are not among those who are in the segment “VIP”.',
      'Kontakty, które nie należą do tych, które są w segmencie „VIP”.',
    ],
    [
      { not: { all: [] } },
      'Contacts who are not among those who are among all contacts.',
      'Kontakty, które nie należą do tych, które są wśród wszystkich kontaktów.',
    ],
    [
      { all: [{ not: { field: 'score', op: 'gt', value: 5 } }, { event: 'a' }] },
      'Contacts who are not among those (whose “score” is more than 5) and who did “a”.',
      'Kontakty, które nie należą do tych (u których pole „score” wynosi więcej niż 5) i u których wystąpiło zdarzenie „a”.',
    ],
    [
      { not: { sequence: [{ event: 'a' }, { event: 'b' }] } },
      'Contacts who are not among those who did “a” and then did “b”.',
      'Kontakty, które nie należą do tych, u których wystąpiło zdarzenie „a”, a potem wystąpiło zdarzenie „b”.',
    ],
  ],
  'a name': [
    [
      { name: 'Buyers', event: 'purchase' },
      'Contacts who fit “Buyers” (did “purchase”).',
      'Kontakty, które spełniają warunek „Buyers” (wystąpiło zdarzenie „purchase”).',
    ],
    [
      { not: { name: 'Buyers', event: 'purchase' } },
      'Contacts who do not fit “Buyers” (did “purchase”).',
      'Kontakty, które nie spełniają warunku „Buyers” (wystąpiło zdarzenie „purchase”).',
    ],
    [
      { name: 'Loyal', all: [{ event: 'purchase' }, { segment: 'vip' }] },
      'Contacts who fit “Loyal” (who did “purchase” and who are in the segment “VIP”).',
      'Kontakty, które spełniają warunek „Loyal” (u których wystąpiło zdarzenie „purchase” i które są w segmencie „VIP”).',
    ],
    [
      {
        all: [
          { name: 'Loyal', any: [{ event: 'purchase' }, { segment: 'vip' }] },
          { name: 'Local', not: { field: 'city', op: 'exists' } },
        ],
      },
      'Contacts who fit “Loyal” (who did “purchase” or who are in the segment “VIP”) and who fit “Local” (“city” has no value).',
      'Kontakty, które spełniają warunek „Loyal” (u których wystąpiło zdarzenie „purchase” lub które są w segmencie „VIP”) i które spełniają warunek „Local” (pole „city” nie ma wartości).',
    ],
    [
      { name: '', event: 'purchase' },
      'Contacts who did “purchase”.',
      'Kontakty, u których wystąpiło zdarzenie „purchase”.',
    ],
  ],
};

/** Of the segments of the sample, by id. */
export const SAMPLE_SENTENCES: Readonly<
  Record<string, readonly [english: string, polish: string]>
> = {
  'real-time-marketing': [
    'Contacts who did “article_read” at least 3 times within the last 7 days (where “topic” is “technology”).',
    'Kontakty, u których zdarzenie „article_read” wystąpiło co najmniej 3 razy w ciągu ostatnich 7 dni (gdzie „topic” to „technology”).',
  ],
  'mobile-active': [
    'Contacts who did “app_open” within the last 7 days (where “platform” is “ios” or “android”).',
    'Kontakty, u których wystąpiło zdarzenie „app_open” w ciągu ostatnich 7 dni (gdzie „platform” to „ios” lub „android”).',
  ],
  'new-subscribers': [
    'Contacts who were first seen within the last 14 days and whose “email_consent” is true.',
    'Kontakty, u których pierwszy kontakt nastąpił w ciągu ostatnich 14 dni i u których pole „email_consent” to „tak”.',
  ],
  vip: [
    'Contacts whose total “amount” of “purchase” within the last 3 months is 1,000 or more.',
    'Kontakty, u których suma „amount” ze zdarzeń „purchase” w ciągu ostatnich 3 miesięcy wynosi co najmniej 1 000.',
  ],
  reactivation: [
    'Contacts who never did anything within the last 30 days and who did something.',
    'Kontakty, u których nie wystąpiło zdarzenie żadnego rodzaju w ciągu ostatnich 30 dni i u których wystąpiło zdarzenie dowolnego rodzaju.',
  ],
  interested: [
    'Contacts who viewed a page at least 2 times within the last 7 days (where “url” contains “/product/espresso-machine”).',
    'Kontakty, u których zdarzenie „wyświetlenie strony” wystąpiło co najmniej 2 razy w ciągu ostatnich 7 dni (gdzie „url” zawiera „/product/espresso-machine”).',
  ],
  birthday: [
    'Contacts whose “birthday” is today or within the next 6 days (in any year).',
    'Kontakty, u których data „birthday” przypada dziś lub w ciągu najbliższych 6 dni (w dowolnym roku).',
  ],
  location: ['Contacts whose “city” is “Kraków”.', 'Kontakty, u których pole „city” to „Kraków”.'],
  'cross-sell': [
    'Contacts who did “purchase” (where “product” is “espresso-machine”) and who never did “purchase” (where “product” is “coffee-beans”).',
    'Kontakty, u których wystąpiło zdarzenie „purchase” (gdzie „product” to „espresso-machine”) i u których nie wystąpiło zdarzenie „purchase” (gdzie „product” to „coffee-beans”).',
  ],
  'mail-to-site': [
    'Contacts who clicked in a mail and then within 24 hours viewed a page.',
    'Kontakty, u których wystąpiło zdarzenie „kliknięcie w mailu”, a potem w ciągu 24 godzin wystąpiło zdarzenie „wyświetlenie strony”.',
  ],
  'inactive-vip': [
    'Contacts whose “status” is “Gold” or “Platinum”, whose total “amount” of “purchase” within the last 12 months is more than 2,000, and whose last “purchase” was at least 90 days ago.',
    'Kontakty, u których pole „status” to „Gold” lub „Platinum”, u których suma „amount” ze zdarzeń „purchase” w ciągu ostatnich 12 miesięcy wynosi więcej niż 2 000 i u których ostatnie zdarzenie „purchase” wystąpiło co najmniej 90 dni temu.',
  ],
  'sms-opt-in': [
    'Contacts whose “loyalty_member” is true, whose “MobilePhone” has a value, who did “purchase” at least 3 times within the last 6 months, and (whose “sms_consent” is false or whose “sms_consent” has no value).',
    'Kontakty, u których pole „loyalty_member” to „tak”, u których pole „MobilePhone” ma wartość, u których zdarzenie „purchase” wystąpiło co najmniej 3 razy w ciągu ostatnich 6 miesięcy i (u których pole „sms_consent” to „nie” lub u których pole „sms_consent” nie ma wartości).',
  ],
  'bank-cross-sell': [
    'Contacts whose “account_opened” is at least 6 months ago, whose “products” does not include “credit card”, and who opened a mail within the last 30 days (where “topic” is “banking”).',
    'Kontakty, u których data „account_opened” przypada co najmniej 6 miesięcy temu, u których pole „products” nie ma na liście „credit card” i u których wystąpiło zdarzenie „otwarcie maila” w ciągu ostatnich 30 dni (gdzie „topic” to „banking”).',
  ],
  'travel-last-minute': [
    'Contacts who viewed a page within the last 10 days (where “url” contains “spain”), who opened a mail within the last 10 days (where “topic” is “travel”), and who never did “booking” within the last 10 days.',
    'Kontakty, u których wystąpiło zdarzenie „wyświetlenie strony” w ciągu ostatnich 10 dni (gdzie „url” zawiera „spain”), u których wystąpiło zdarzenie „otwarcie maila” w ciągu ostatnich 10 dni (gdzie „topic” to „travel”) i u których nie wystąpiło zdarzenie „booking” w ciągu ostatnich 10 dni.',
  ],
  'health-reminder': [
    'Contacts whose “last_visit” is at least 6 months ago, whose “health_consent” is true, and who never did “booking” within the last 180 days.',
    'Kontakty, u których data „last_visit” przypada co najmniej 6 miesięcy temu, u których pole „health_consent” to „tak” i u których nie wystąpiło zdarzenie „booking” w ciągu ostatnich 180 dni.',
  ],
  'abandoned-cart': [
    'Contacts who within the last day did “cart_add” and then never did “purchase” within 2 hours.',
    'Kontakty, u których w ciągu ostatniego dnia wystąpiło zdarzenie „cart_add”, a potem w ciągu 2 godzin nie wystąpiło zdarzenie „purchase”.',
  ],
};
