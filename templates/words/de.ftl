# Die Wörter der Seiten auf Deutsch.

weekday-1 = Montag
weekday-2 = Dienstag
weekday-3 = Mittwoch
weekday-4 = Donnerstag
weekday-5 = Freitag
weekday-6 = Samstag
weekday-7 = Sonntag

month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

time-full = { $weekday }, { $day }. { $month } { $year }, { $time } Uhr ({ $zone })
time-day = { $day }. { $month } { $year }

# Zeitzonen, die man nicht nach einer Stadt nennt.
zone-etc-utc = UTC
zone-utc = UTC
zone-europe-london = Großbritannien
zone-europe-dublin = Irland
zone-europe-berlin = Deutschland
zone-europe-paris = Frankreich
zone-europe-madrid = Spanien
zone-europe-rome = Italien
zone-europe-vienna = Österreich
zone-europe-zurich = Schweiz
zone-europe-amsterdam = Niederlande
zone-europe-kyiv = Ukraine
zone-america-new_york = US-Ostküste
zone-america-chicago = USA, Central Time
zone-america-denver = USA, Mountain Time
zone-america-los_angeles = US-Westküste
zone-asia-kolkata = Indien
zone-asia-shanghai = China
zone-asia-tokyo = Japan
zone-africa-lagos = Nigeria
zone-africa-johannesburg = Südafrika

list-and = { " und " }
list-comma = { ", " }

label-live = Live
label-analysis = Analyse
label-opinion = Meinung
label-sponsored = Anzeige

kind-correction = Korrektur
kind-clarification = Klarstellung
kind-withdrawal = Zurückgezogen

play-video = Video ansehen
video = Video
audio = Audio
transcript = Mitschrift
automatic = Von einem Programm erstellt und noch von niemandem geprüft
close = Schließen
large = Groß ansehen
before = Vorheriges Bild
after = Nächstes Bild
photos = Bilder
table = Tabelle
pullquote = Zitat
read-more = Mehr dazu
advertisement = Anzeige
podcast-link = Hier { $show } abonnieren – überall, wo es Podcasts gibt
podcast = { $show } gibt es überall, wo es Podcasts gibt
podcasts = Podcasts
podcast-episodes = Folgen
podcast-subscribe = Abonnieren
podcast-feed = RSS-Feed
podcast-open = In { $place } öffnen
podcast-season = Staffel { $season }, Folge { $episode }
podcast-season-name = Staffel { $season }
podcast-number = Folge { $episode }
podcast-trailer = Trailer
podcast-bonus = Bonus
podcast-people = In dieser Folge
podcast-people-show = Wer ihn macht
podcast-chapters = Kapitel
podcast-notes = Notizen
podcast-explicit = Nicht jugendfrei
podcast-older = Ältere Folgen
podcast-listen = Diese Folge anhören
podcast-none = Noch gibt es nichts zu hören.
podcast-by = Von { $name }
withdrawn-episode = Diese Folge wurde zurückgezogen
withdrawn-episode-words = Die Redaktion hat sie zurückgenommen.
opens-on = Öffnet sich bei { $provider }

by = Von
updated = Aktualisiert: { $time }
latest-at = Stand: { $time }
minutes = { $n ->
    [one] 1 Minute Lesezeit
   *[other] { $n } Minuten Lesezeit
}

trust = Warum Sie { $site } vertrauen können
corrections = Korrekturen
corrections-words = Was wir falsch gemacht und was wir berichtigt haben. Das Neueste steht oben.
letters = Der Redaktion schreiben
skip = Zum Inhalt springen
home = Titelseite
sections = Ressorts
about = Über uns
latest = Neueste Meldungen
older = Ältere Artikel
older-corrections = Ältere Korrekturen
no-stories = Hier gibt es noch keine Artikel.
no-corrections = Bisher musste nichts berichtigt werden.
no-policies = Die Redaktion hat ihre Grundsätze noch nicht veröffentlicht.
in-short = Auf dieser Seite

share = Artikel teilen
share-more = Mehr …
copy = Link kopieren
copied = Kopiert

listen = Diesen Artikel anhören
listen-made = Mit Hilfe künstlicher Intelligenz vertont
listen-reader = Gelesen von { $name }
listen-play = Abspielen
listen-pause = Anhalten
listen-position = Stelle
listen-of = von
listen-back = Zurück
listen-forward = Vor
listen-sentence = Satz
listen-paragraph = Absatz
listen-speed = Tempo
listen-settings = Weitere Bedienelemente
listen-follow = Dem Text folgen
listen-onward = Mit dem nächsten Artikel weitermachen
listen-keys = Tasten K, J, L, < und >
listen-download = Herunterladen
listen-feed = Vorgelesene Artikel
audio-made = Mit KI erzeugter Ton
audio-which = Wo es neben „Diesen Artikel anhören“ steht, liest ein Programm Überschrift, Vorspann, Namen der Autoren, Datum und Text; Bildunterschriften, hervorgehobene Zitate und andere Artikel nicht. Nichts kommt hinzu, nichts fehlt. Auch für Programme sind die Dateien als von KI erzeugt gekennzeichnet.
audio-own = Die Stimme läuft auf unseren eigenen Rechnern und schickt niemandem etwas.
audio-service = Ein Dienst liest für uns vor: Er erhält den Text veröffentlichter Artikel und nichts über die, die zuhören.
audio-how = Sie liest den Artikel neu, sobald sich die Worte ändern; so sind auch Korrekturen zu hören. Klingt ein Name falsch, sagen Sie es uns bitte. Wo Menschen selbst gelesen haben, ist nichts gekennzeichnet.

topics = Themen
reply = Antwort schreiben
reply-words = Was wissen Sie darüber, und was haben wir übersehen? Die Redaktion liest jeden Brief.
no-replies = Noch keine Antworten.
replies-closed = Antworten sind nicht mehr möglich
related = Zum Thema
earlier = Früher in { $section }
earlier-all = Früher

kind-person = Person
kind-place = Ort
kind-organisation = Organisation
kind-subject = Thema
also = Auch: { $names }
elsewhere = Anderswo

not-found = Unter dieser Adresse gibt es nichts
not-found-words = Vielleicht enthält die Adresse einen Tippfehler, oder die Seite wurde nie veröffentlicht. Unten stehen die neuesten Artikel, oben alle Ressorts.
withdrawn = Dieser Artikel wurde zurückgezogen
withdrawn-words = Die Redaktion hat ihn von der Seite genommen.
withdrawn-since = Zurückgezogen: { $time }
refused = Diese Anfrage ließ sich nicht beantworten
failed = Bei uns ist etwas schiefgegangen
failed-words = Es liegt nicht an Ihnen. Bitte versuchen Sie es in einer Minute noch einmal.
read-instead = Lesen Sie stattdessen
share-email = E-Mail
