/**
 * Who the sample's people are: names and places of Poland and Europe, with their long tails.
 *
 * Mail addresses use the reserved domains of RFC 2606, and telephone numbers start with 00,
 * which no number plan here gives out, so that nothing generated can reach anybody.
 */
import { type Random, rankedChoices, weightedChoices } from './sample-random.ts';

/** The parts of a list that is written with commas, over any number of lines. */
const listed = (text: string): readonly string[] => text.trim().split(/,\s+/u);

export type Place = { readonly city: string; readonly country: string };

const COUNTRY_CITIES: readonly (readonly [string, number, readonly string[]])[] = [
  [
    'PL',
    70,
    listed(`
      Warszawa, Kraków, Wrocław, Łódź, Poznań, Gdańsk, Szczecin, Lublin, Bydgoszcz, Białystok,
      Katowice, Gdynia, Częstochowa, Rzeszów, Radom, Toruń, Sosnowiec, Kielce, Gliwice, Olsztyn,
      Zabrze, Bielsko-Biała, Bytom, Zielona Góra, Rybnik, Ruda Śląska, Opole, Tychy, Elbląg,
      Gorzów Wielkopolski, Dąbrowa Górnicza, Płock, Wałbrzych, Włocławek, Tarnów, Chorzów,
      Koszalin, Kalisz, Legnica, Grudziądz, Słupsk, Jaworzno, Jastrzębie-Zdrój, Nowy Sącz,
      Jelenia Góra, Siedlce, Mysłowice, Konin, Piła, Piotrków Trybunalski, Inowrocław, Suwałki,
      Przemyśl, Łomża, Stargard, Zamość, Świdnica, Kołobrzeg, Żywiec, Zakopane, Augustów
    `),
  ],
  ['DE', 8, ['Berlin', 'Hamburg', 'München', 'Köln', 'Frankfurt am Main', 'Düsseldorf', 'Görlitz']],
  ['CZ', 4, ['Praha', 'Brno', 'Ostrava', 'Plzeň', 'Hradec Králové', 'Český Těšín']],
  ['SK', 2.5, ['Bratislava', 'Košice', 'Žilina', 'Prešov']],
  ['UA', 2.5, ['Київ', 'Львів', 'Харків', 'Одеса']],
  ['LT', 2, ['Vilnius', 'Kaunas', 'Klaipėda', 'Šiauliai']],
  ['AT', 1.5, ['Wien', 'Graz', 'Sankt Pölten']],
  ['HU', 1.5, ['Budapest', 'Debrecen', 'Győr', 'Pécs']],
  ['SE', 1.2, ['Stockholm', 'Göteborg', 'Malmö']],
  ['FR', 1.2, ['Paris', 'Lyon', 'Saint-Étienne', 'Besançon']],
  ['ES', 1.1, ['Madrid', 'Barcelona', 'Málaga', 'A Coruña']],
  ['IT', 1, ['Roma', 'Milano', 'Forlì']],
  ['RO', 0.9, ['București', 'Iași', 'Timișoara']],
  ['DK', 0.8, ['København', 'Århus']],
  ['FI', 0.6, ['Helsinki', 'Jyväskylä']],
  ['GR', 0.4, ['Αθήνα', 'Θεσσαλονίκη']],
  ['BG', 0.4, ['София', 'Пловдив']],
  ['IE', 0.4, ['Dublin', 'Cork']],
];

/** Cities of a country by rank, countries by their share of the shop's customers. */
export const PLACES = weightedChoices(
  COUNTRY_CITIES.flatMap(([country, share, cities]) => {
    const ranked = cities.map((city, rank) => ({ city, weight: (rank + 1) ** -0.9 }));
    const total = ranked.reduce((sum, { weight }) => sum + weight, 0);
    return ranked.map(({ city, weight }): [Place, number] => [
      { city, country },
      (share * weight) / total,
    ]);
  }),
);

const CALLING_CODES: ReadonlyMap<string, string> = new Map(
  listed(`
    PL 48, DE 49, CZ 420, SK 421, UA 380, LT 370, AT 43, HU 36, SE 46, FR 33, ES 34, IT 39, RO 40,
    DK 45, FI 358, GR 30, BG 359, IE 353
  `).map((pair) => pair.split(' ') as [string, string]),
);

const FEMALE_NAMES = {
  PL: listed(`
    Anna, Katarzyna, Maria, Małgorzata, Agnieszka, Barbara, Ewa, Magdalena, Elżbieta, Joanna,
    Aleksandra, Zofia, Monika, Natalia, Julia, Karolina, Beata, Dorota, Marta, Wiktoria, Halina,
    Irena, Paulina, Justyna, Oliwia, Grażyna, Bożena, Łucja, Żaneta, Świętosława
  `),
  abroad: listed(`
    Anna, Marie, Sofia, Laura, Emma, Julia, Jana, Eva, Olena, Lucie, Chloé, Zoë, Åsa, Inês,
    Jūratė, Šárka, Мирослава, Ελένη, Søs, Réka
  `),
};
const MALE_NAMES = {
  PL: listed(`
    Piotr, Krzysztof, Andrzej, Tomasz, Paweł, Jan, Michał, Marcin, Jakub, Adam, Marek, Łukasz,
    Grzegorz, Stanisław, Mateusz, Wojciech, Mariusz, Dariusz, Zbigniew, Jerzy, Maciej, Rafał,
    Robert, Kamil, Szymon, Kacper, Ryszard, Sławomir, Żelisław, Ścibor
  `),
  abroad: listed(`
    Thomas, Martin, Peter, Jan, Lukas, Michael, Petr, László, Andrij, Björn, José, François,
    Jürgen, Žygimantas, Ştefan, Γιώργος, Тарас, Seán, Jiří
  `),
};
const SURNAMES = {
  PL: listed(`
    Nowak, Kowalski, Wiśniewski, Wójcik, Kowalczyk, Kamiński, Lewandowski, Zieliński, Szymański,
    Woźniak, Dąbrowski, Kozłowski, Mazur, Jankowski, Kwiatkowski, Wojciechowski, Krawczyk,
    Kaczmarek, Piotrowski, Grabowski, Zając, Pawłowski, Król, Michalski, Wróbel, Wieczorek,
    Jabłoński, Nowakowski, Majewski, Stępień, Olszewski, Jaworski, Malinowski, Dudek, Pawlak,
    Górski, Sikora, Walczak, Baran, Rutkowski, Michalak, Szewczyk, Ostrowski, Gołąb, Źrebiec,
    Żądło, Gżegżółka, Brzęczyszczykiewicz
  `),
  abroad: listed(`
    Müller, Novák, Schmidt, Horváth, Svoboda, Schneider, Nagy, Shevchenko, Weber, Dvořák, Kováč,
    Andersson, Kazlauskas, Martin, García, Rossi, Popescu, Jensen, Virtanen, Παπαδόπουλος,
    Ковальчук, Иванова, O'Brien, Groß, Ångström, Lefèvre, da Silva, von der Heide, Błażek-Ørsted
  `),
};

const FIRST_NAMES = {
  female: {
    PL: rankedChoices(FEMALE_NAMES.PL, 0.7),
    abroad: rankedChoices(FEMALE_NAMES.abroad, 0.6),
  },
  male: { PL: rankedChoices(MALE_NAMES.PL, 0.7), abroad: rankedChoices(MALE_NAMES.abroad, 0.6) },
};
const LAST_NAMES = {
  PL: rankedChoices(SURNAMES.PL, 0.6),
  abroad: rankedChoices(SURNAMES.abroad, 0.6),
};

type PersonName = { readonly first: string; readonly last: string };

export function drawName(random: Random, female: boolean, country: string): PersonName {
  const origin = country === 'PL' ? 'PL' : 'abroad';
  const first = random.weighted(FIRST_NAMES[female ? 'female' : 'male'][origin]);
  const last = random.weighted(LAST_NAMES[origin]);
  return { first, last: female && origin === 'PL' ? last.replace(/ki$/u, 'ka') : last };
}

const MAIL_DOMAINS = weightedChoices([
  ['example.com', 5],
  ['example.org', 2],
  ['example.net', 1],
]);

/** Letters that decomposition does not take apart. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', ß: 'ss' };

function plainLetters(name: string): string {
  return name
    .toLowerCase()
    .replace(/[łøß]/gu, (letter) => PLAIN_LETTERS[letter] as string)
    .normalize('NFD')
    .replace(/[^a-z]/gu, '');
}

/** Unique by the contact's number. */
export function drawMailAddress(random: Random, name: PersonName, number: number): string {
  const words = [plainLetters(name.first), plainLetters(name.last), String(number)];
  return `${words.filter((word) => word !== '').join('.')}@${random.weighted(MAIL_DOMAINS)}`;
}

export function drawPhone(random: Random, country: string): string {
  const subscriber = String(random.integer(0, 9_999_999)).padStart(7, '0');
  return `+${CALLING_CODES.get(country) as string}00${subscriber}`;
}
