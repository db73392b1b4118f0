# كلمات الصفحات بالعربية. الأرقام بالأرقام الغربية.

weekday-1 = الاثنين
weekday-2 = الثلاثاء
weekday-3 = الأربعاء
weekday-4 = الخميس
weekday-5 = الجمعة
weekday-6 = السبت
weekday-7 = الأحد

month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر

time-full = { $weekday } { $day } { $month } { $year }، { $time } بتوقيت { $zone }
time-day = { $day } { $month } { $year }

# المناطق الزمنية كما تأتي بعد «بتوقيت».
zone-etc-utc = غرينتش
zone-utc = غرينتش
zone-europe-london = بريطانيا
zone-europe-dublin = أيرلندا
zone-europe-berlin = ألمانيا
zone-europe-paris = فرنسا
zone-europe-madrid = إسبانيا
zone-europe-rome = إيطاليا
zone-europe-vienna = النمسا
zone-europe-zurich = سويسرا
zone-europe-amsterdam = هولندا
zone-europe-kyiv = أوكرانيا
zone-america-new_york = شرق الولايات المتحدة
zone-america-chicago = وسط الولايات المتحدة
zone-america-denver = منطقة الجبال في الولايات المتحدة
zone-america-los_angeles = غرب الولايات المتحدة
zone-asia-kolkata = الهند
zone-asia-shanghai = الصين
zone-asia-tokyo = اليابان
zone-africa-lagos = نيجيريا
zone-africa-johannesburg = جنوب أفريقيا

list-and = { " و" }
list-comma = { "، " }

label-live = مباشر
label-analysis = تحليل
label-opinion = رأي
label-sponsored = محتوى مدفوع

kind-correction = تصحيح
kind-clarification = توضيح
kind-withdrawal = سُحب

play-video = شاهد الفيديو
video = فيديو
audio = تسجيل صوتي
transcript = النص المكتوب
automatic = أعدّه برنامج ولم يراجعه أحد بعد
close = إغلاق
large = عرض بحجم كبير
before = الصورة السابقة
after = الصورة التالية
photos = صور
table = جدول
pullquote = اقتباس
read-more = اقرأ أيضًا
advertisement = إعلان
podcast-link = اضغط للاشتراك في بودكاست { $show } على أي منصة تستمع إليها
podcast = اشترك في بودكاست { $show } على أي منصة تستمع إليها
podcasts = البودكاست
podcast-episodes = الحلقات
podcast-subscribe = اشترك
podcast-feed = موجز RSS
podcast-open = افتح في { $place }
podcast-season = الموسم { $season }، الحلقة { $episode }
podcast-season-name = الموسم { $season }
podcast-number = الحلقة { $episode }
podcast-trailer = إعلان
podcast-bonus = حلقة إضافية
podcast-people = في هذه الحلقة
podcast-people-show = فريق البرنامج
podcast-chapters = الفصول
podcast-notes = ملاحظات
podcast-explicit = محتوى صريح
podcast-older = حلقات أقدم
podcast-listen = استمع إلى هذه الحلقة
podcast-none = لا شيء للاستماع إليه بعد.
podcast-by = من إعداد { $name }
withdrawn-episode = سُحبت هذه الحلقة
withdrawn-episode-words = سحبت هيئة التحرير هذه الحلقة.
opens-on = يُفتح على { $provider }

by = بقلم
updated = آخر تحديث: { $time }
latest-at = آخر الأخبار: { $time }
minutes = { $n ->
    [one] قراءة في دقيقة واحدة
    [two] قراءة في دقيقتين
    [few] قراءة في { $n } دقائق
   *[other] قراءة في { $n } دقيقة
}

trust = لماذا يمكنك الوثوق بموقع { $site }
corrections = التصحيحات
corrections-words = ما أخطأنا فيه وما صحّحناه، الأحدث أولًا.
letters = راسِل غرفة الأخبار
skip = انتقل إلى المحتوى
home = الصفحة الأولى
sections = الأقسام
about = من نحن
latest = آخر الأخبار
older = مقالات أقدم
older-corrections = تصحيحات أقدم
no-stories = لا مقالات هنا بعد.
no-corrections = لم نحتج إلى تصحيح أي شيء بعد.
no-policies = لم تنشر غرفة الأخبار سياساتها بعد.
in-short = في هذه الصفحة

share = شارك المقال
share-more = المزيد…
copy = انسخ الرابط
copied = نُسخ

listen = استمع إلى هذا المقال
listen-made = أُنتج الصوت بمساعدة الذكاء الاصطناعي
listen-reader = بصوت { $name }
listen-play = تشغيل
listen-pause = إيقاف مؤقت
listen-position = الموضع
listen-of = من
listen-back = إلى الوراء
listen-forward = إلى الأمام
listen-sentence = الجملة
listen-paragraph = الفقرة
listen-speed = السرعة
listen-settings = أدوات أخرى
listen-follow = متابعة النص
listen-onward = الانتقال إلى المقال التالي
listen-keys = المفاتيح K وJ وL و< و>
listen-download = تنزيل
listen-feed = مقالات مقروءة
audio-made = صوت أُنتج بالذكاء الاصطناعي
audio-which = حيث يُذكر ذلك بجانب «استمع إلى هذا المقال»، يقرأ برنامجٌ العنوانَ والمقدمة وأسماء الكتّاب والتاريخ ونص المقال، ولا يقرأ شروح الصور ولا الاقتباسات البارزة ولا المقالات الأخرى. لا يُضاف شيء ولا يُحذف شيء من النص. والملفات موسومة للبرامج أيضًا بأنها من صنع الذكاء الاصطناعي.
audio-own = يعمل الصوت على أجهزتنا نحن ولا يرسل شيئًا إلى أحد.
audio-service = تقرأ لنا خدمةٌ خارجية: تتلقى نص المقالات المنشورة ولا شيء عمّن يستمعون.
audio-how = ويُقرأ المقال من جديد كلما تغيّرت كلماته، فتُسمع التصحيحات أيضًا. إذا بدا اسمٌ خاطئ النطق فأخبرونا من فضلكم. وحيث قرأ الناس بأنفسهم لا توضع علامة.

topics = مواضيع ذات صلة
reply = اترك ردًا
reply-words = ماذا تعرف عن هذا الموضوع؟ وما الذي فاتنا؟ غرفة الأخبار تقرأ كل رسالة.
no-replies = لا ردود بعد.
replies-closed = الردود مغلقة
related = مقالات ذات صلة
earlier = سابقًا في قسم { $section }
earlier-all = سابقًا

kind-person = شخصية
kind-place = مكان
kind-organisation = منظمة
kind-subject = موضوع
also = يُعرف أيضًا: { $names }
elsewhere = في مواقع أخرى

not-found = لا شيء في هذا العنوان
not-found-words = قد يكون في العنوان خطأ، أو لم تُنشر هذه الصفحة قط. تجد أحدث المقالات في الأسفل وجميع الأقسام في الأعلى.
withdrawn = سُحب هذا المقال
withdrawn-words = أزالته غرفة الأخبار من الموقع.
withdrawn-since = سُحب { $time }
refused = تعذّرت الاستجابة لهذا الطلب
failed = حدث خطأ من جانبنا
failed-words = الخطأ ليس منك. حاول من جديد بعد دقيقة.
read-instead = اقرأ بدلًا من ذلك
share-email = بريد إلكتروني
