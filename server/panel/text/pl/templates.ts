/** Nazwy i opisy szablonów według identyfikatorów; ich reguły ma `segments/templates.ts`. */
export const templates = {
  'real-time-marketing': {
    name: 'Czytają teraz o jednym temacie',
    description: 'Przeczytali co najmniej trzy artykuły o technologii w ostatnich 7 dniach.',
  },
  'mobile-active': {
    name: 'Aktywni w aplikacji mobilnej',
    description: 'Otworzyli aplikację w telefonie w ostatnich 7 dniach.',
  },
  'new-subscribers': {
    name: 'Nowi subskrybenci',
    description: 'Dołączyli w ostatnich 14 dniach i zgodzili się na e-maile.',
  },
  vip: {
    name: 'VIP',
    description: 'Wydali co najmniej 1000 w ostatnich 3 miesiącach kalendarzowych.',
  },
  reactivation: {
    name: 'Uśpieni',
    description: 'Żadnej aktywności w ostatnich 30 dniach, choć wcześniej jakaś była.',
  },
  interested: {
    name: 'Zainteresowani produktem',
    description: 'Odwiedzili stronę jednego produktu co najmniej dwa razy w ostatnich 7 dniach.',
  },
  birthday: {
    name: 'Urodziny w tym tygodniu',
    description: 'Urodziny dziś lub w ciągu 6 kolejnych dni, także na przełomie roku.',
  },
  location: {
    name: 'Mieszkańcy jednego miasta',
    description: 'Mieszkają w Krakowie; wpisz w to miejsce swoje miasto.',
  },
  'cross-sell': {
    name: 'Kupili to, ale nie tamto',
    description: 'Kupili ekspres do kawy, ale nigdy kawy ziarnistej.',
  },
  'mail-to-site': {
    name: 'Z e-maila na stronę',
    description: 'Kliknęli w e-mailu i w ciągu 24 godzin obejrzeli stronę w serwisie.',
  },
  'inactive-vip': {
    name: 'Nieaktywni klienci VIP',
    description:
      'Status Gold lub Platinum, ponad 2000 wydane w 12 miesięcy, ostatni zakup ponad 90 dni temu.',
  },
  'sms-opt-in': {
    name: 'Prośba o zgodę na SMS-y',
    description: 'Lojalni klienci z numerem telefonu, którzy nie wyrazili zgody na SMS-y.',
  },
  'bank-cross-sell': {
    name: 'Karta kredytowa dla klientów banku',
    description:
      'Konto od co najmniej 6 miesięcy, brak karty kredytowej, otwarty e-mail bankowy w ostatnich 30 dniach.',
  },
  'travel-last-minute': {
    name: 'Podróże last minute',
    description:
      'W ostatnich 10 dniach oglądali Hiszpanię i otworzyli e-mail o podróżach, ale nic nie zarezerwowali.',
  },
  'health-reminder': {
    name: 'Czas na wizytę kontrolną',
    description:
      'Ostatnia wizyta ponad 6 miesięcy temu, zgoda wyrażona, brak rezerwacji w ostatnich 180 dniach.',
  },
  'abandoned-cart': {
    name: 'Porzucony koszyk',
    description: 'Dodali coś do koszyka w ostatniej dobie i nie kupili w ciągu 2 godzin.',
  },
} as const;
