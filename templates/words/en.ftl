# The words of the furniture in British English. Every word is here; other languages may leave some out.

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

time-full = { $weekday } { $day } { $month } { $year } { $time }, { $zone }
time-day = { $day } { $month } { $year }

# Zones whose readers do not call them by a city. The key is the zone's IANA name in small letters with hyphens.
zone-etc-utc = UTC
zone-utc = UTC
zone-europe-london = UK
zone-europe-dublin = Ireland
zone-europe-berlin = Germany
zone-europe-paris = France
zone-europe-madrid = Spain
zone-europe-rome = Italy
zone-europe-vienna = Austria
zone-europe-zurich = Switzerland
zone-europe-amsterdam = the Netherlands
zone-europe-kyiv = Ukraine
zone-america-new_york = US Eastern
zone-america-chicago = US Central
zone-america-denver = US Mountain
zone-america-los_angeles = US Pacific
zone-asia-kolkata = India
zone-asia-shanghai = China
zone-asia-tokyo = Japan
zone-africa-lagos = Nigeria
zone-africa-johannesburg = South Africa

list-and = { " and " }
list-comma = { ", " }

label-live = Live
label-analysis = Analysis
label-opinion = Opinion
label-sponsored = Sponsored

kind-correction = Correction
kind-clarification = Clarification
kind-withdrawal = Withdrawn

play-video = Play Video
video = Video
audio = Audio
transcript = Transcript
automatic = Made by a program; nobody has checked it yet
close = Close
large = See it large
before = Previous picture
after = Next picture
photos = Photos
table = Table
pullquote = Quote
read-more = Read more
advertisement = Advertisement
podcast-link = Click to subscribe to the { $show } wherever you get your podcasts
podcast = Subscribe to the { $show } wherever you get your podcasts
podcasts = Podcasts
podcast-episodes = Episodes
podcast-subscribe = Subscribe
podcast-feed = RSS feed
podcast-open = Open in { $place }
podcast-season = Season { $season }, episode { $episode }
podcast-season-name = Season { $season }
podcast-number = Episode { $episode }
podcast-trailer = Trailer
podcast-bonus = Bonus
podcast-people = In this episode
podcast-people-show = Who makes it
podcast-chapters = Chapters
podcast-notes = Notes
podcast-explicit = Explicit
podcast-older = Older episodes
podcast-listen = Listen to this episode
podcast-none = There is nothing to hear yet.
podcast-by = Made by { $name }
withdrawn-episode = This episode has been withdrawn
withdrawn-episode-words = The newsroom has taken it back.
opens-on = Opens on { $provider }

by = By
updated = Updated { $time }
latest-at = Latest: { $time }
minutes = { $n ->
    [one] 1 minute’s reading
   *[other] { $n } minutes’ reading
}

trust = Why you can trust { $site }
corrections = Corrections
corrections-words = What we got wrong, and what we have put right. The newest stand first.
letters = Write to the newsroom
skip = Skip to content
home = Front page
sections = Sections
about = About us
latest = Latest
older = Older stories
older-corrections = Older corrections
no-stories = There are no stories here yet.
no-corrections = Nothing has had to be corrected yet.
no-policies = The newsroom has not set out its policies yet.
in-short = On this page

share = Share this story
share-more = More…
copy = Copy link
copied = Copied

listen = Listen to this article
listen-made = Audio created using AI assistance
listen-reader = Read by { $name }
listen-play = Play
listen-pause = Pause
listen-position = Position
listen-of = of
listen-back = Back
listen-forward = Forward
listen-sentence = Sentence
listen-paragraph = Paragraph
listen-speed = Speed
listen-settings = More controls
listen-follow = Follow the text
listen-onward = Go on with the next story
listen-keys = Keys K, J, L, < and >
listen-download = Download
listen-feed = Stories read aloud
audio-made = Sound made with AI
audio-which = Where it says so beside “Listen to this article”, the headline, the standfirst, the names of the authors, the date and the text of a story are read by a program; captions, quotes that stand out and other stories are not. Nothing is added, and nothing is left out of the text. Files are marked as made by AI for programs, too.
audio-own = The voice runs on our own machines and sends nothing to anybody.
audio-service = A service reads for us: it is sent the text of stories that are published, and nothing about those who listen.
audio-how = It reads the story again whenever the words change, so corrections are heard as well. If a name sounds wrong, please tell us. Where people have read a story themselves, nothing is marked.

topics = Related Topics
reply = Leave a reply
reply-words = What do you know about this, and what have we missed? The newsroom reads every letter.
no-replies = No replies yet.
replies-closed = Replies are closed
related = Related stories
earlier = Earlier in { $section }
earlier-all = Earlier

kind-person = Person
kind-place = Place
kind-organisation = Organisation
kind-subject = Topic
also = Also: { $names }
elsewhere = Elsewhere

not-found = There is nothing at this address
not-found-words = The address may be mistyped, or the page was never published. The newest stories are below, and every section is above.
withdrawn = This story was withdrawn
withdrawn-words = The newsroom has taken it off the site.
withdrawn-since = Withdrawn on { $time }
refused = That request could not be answered
failed = Something has gone wrong on our side
failed-words = It is not your doing. Please try again in a minute.
read-instead = Read instead
share-email = Email
