import type { Catalogue } from './texts';

/** German of the sign-in page, which loads no more than that. */
export const signIn: Catalogue = {
  'Use the light theme': 'Helles Design verwenden',
  'Use the dark theme': 'Dunkles Design verwenden',
  Tenant: 'Mandant',
  'There is no such tenant on this server, or it is disabled.': 'Diesen Mandanten gibt es auf diesem Server nicht, oder er ist deaktiviert.',
  'The sign-in did not come to its end. Try again.': 'Die Anmeldung kam nicht zu ihrem Ende. Versuchen Sie es erneut.',
  'Sign in': 'Anmelden',
  'One identity for every container, host and person.': 'Eine Identität für jeden Container, jeden Host und jede Person.',
  'Tokens and certificates without a secret in the image': 'Token und Zertifikate ohne ein Secret im Image',
  'Disable a subject once: its sessions, tokens and certificates end with it': 'Ein Subjekt einmal deaktivieren: seine Sitzungen, Token und Zertifikate enden mit ihm',
  'Every decision in one audit trail': 'Jede Entscheidung in einem Audit-Protokoll',
  'Sign in to the console': 'An der Konsole anmelden',
  'Name the tenant you belong to. Its sign-in page opens next.': 'Nennen Sie den Mandanten, zu dem Sie gehören. Dann öffnet sich seine Anmeldeseite.',
  'Your session has ended. Sign in to go on where you were.': 'Ihre Sitzung ist zu Ende. Melden Sie sich an, um dort weiterzumachen, wo Sie waren.',
  'Reference {0}': 'Referenz {0}',
  'A domain name. Operators of the whole server sign in at the system tenant, lightwave.local unless configured otherwise.': 'Ein Domainname. Betreiber des ganzen Servers melden sich am Systemmandanten an, lightwave.local, sofern nicht anders eingestellt.',
  Continue: 'Weiter',
  'Enter a domain name, for example acme.example.': 'Geben Sie einen Domainnamen ein, zum Beispiel acme.example.',
  'Use lower case only.': 'Verwenden Sie nur Kleinbuchstaben.',
  'A tenant name has at least two labels, for example acme.example.': 'Der Name eines Mandanten hat mindestens zwei Teile, zum Beispiel acme.example.',
  'This is not a domain name: letters, digits and hyphens, in labels separated by dots.': 'Das ist kein Domainname: Buchstaben, Ziffern und Bindestriche, in Teilen durch Punkte getrennt.',
  'The last label must not be a number.': 'Der letzte Teil darf keine Zahl sein.',
};
