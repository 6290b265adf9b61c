"""Cities and countries with their IANA zones, in the spellings that fashion people use."""

_ROWS = {
    "Europe/Rome": "rome|roma|milan|milano|mailand|florence|firenze|florenz|naples|napoli|turin|torino|venice|venezia|venedig|bologna|verona|"
    "genoa|genova|palermo|bari|catania|como|ferrara|parma|modena|padua|padova|siena|pisa|prato|bergamo|brescia|trieste|capri|rom",
    "Europe/Paris": "paris|lyon|marseille|nice|cannes|bordeaux|lille|toulouse|nantes|strasbourg|montpellier|deauville|saint-tropez|st tropez|parigi",
    "Europe/London": "london|londres|londra|manchester|leeds|liverpool|glasgow|edinburgh|bristol|brighton|oxford|sheffield|newcastle|cardiff|"
    "nottingham|leicester|belfast",
    "Europe/Berlin": "berlin|munich|münchen|monaco di baviera|hamburg|frankfurt|cologne|köln|düsseldorf|dusseldorf|stuttgart|leipzig|dresden|"
    "nuremberg|nürnberg|hannover|hanover|bremen|essen|dortmund|bonn",
    "Europe/Madrid": "madrid|barcelona|valencia|seville|sevilla|bilbao|malaga|málaga|marbella|ibiza|palma|zaragoza",
    "Europe/Lisbon": "lisbon|lisboa|porto|lissabon", "Europe/Brussels": "brussels|bruxelles|brüssel|antwerp|antwerpen|ghent|gent|bruges",
    "Europe/Amsterdam": "amsterdam|rotterdam|the hague|den haag|utrecht|eindhoven|arnhem", "Europe/Luxembourg": "luxembourg",
    "Europe/Zurich": "zurich|zürich|geneva|genève|genf|basel|bern|lausanne|lugano|st moritz", "Europe/Vienna": "vienna|wien|salzburg|graz|linz",
    "Europe/Copenhagen": "copenhagen|københavn|kopenhagen|aarhus", "Europe/Stockholm": "stockholm|gothenburg|göteborg|malmö|malmo",
    "Europe/Oslo": "oslo|bergen", "Europe/Helsinki": "helsinki|tampere", "Atlantic/Reykjavik": "reykjavik|reykjavík", "Europe/Dublin": "dublin|cork",
    "Europe/Prague": "prague|praha|prag|brno", "Europe/Warsaw": "warsaw|warszawa|warschau|krakow|kraków|gdansk|gdańsk|łódź|lodz|wrocław",
    "Europe/Budapest": "budapest", "Europe/Bucharest": "bucharest|bucurești|cluj", "Europe/Sofia": "sofia", "Europe/Athens": "athens|athen|thessaloniki|mykonos",
    "Europe/Belgrade": "belgrade|beograd", "Europe/Zagreb": "zagreb|dubrovnik", "Europe/Ljubljana": "ljubljana", "Europe/Bratislava": "bratislava",
    "Europe/Kyiv": "kyiv|kiev|київ|lviv|odesa", "Europe/Moscow": "moscow|москва|moskau|saint petersburg|st petersburg|санкт-петербург",
    "Europe/Istanbul": "istanbul|ankara|izmir|bodrum", "Europe/Riga": "riga", "Europe/Vilnius": "vilnius", "Europe/Tallinn": "tallinn", "Europe/Monaco": "monaco|monte carlo",
    "Europe/Malta": "valletta", "Asia/Nicosia": "nicosia|limassol", "Asia/Tbilisi": "tbilisi|თბილისი", "Asia/Yerevan": "yerevan", "Asia/Baku": "baku", "Asia/Almaty": "almaty",
    "America/New_York": "new york|new york city|nyc|manhattan|brooklyn|boston|miami|atlanta|philadelphia|washington dc|washington, dc|detroit|"
    "orlando|charlotte|pittsburgh|baltimore|the hamptons|tampa|cleveland",
    "America/Chicago": "chicago|dallas|houston|austin|new orleans|minneapolis|nashville|st louis|milwaukee|kansas city|san antonio|memphis",
    "America/Denver": "denver|salt lake city|aspen|boulder", "America/Phoenix": "phoenix|scottsdale",
    "America/Los_Angeles": "los angeles|la|l a|san francisco|san diego|seattle|las vegas|hollywood|beverly hills|oakland|palm springs|sacramento",
    "Pacific/Honolulu": "honolulu", "America/Toronto": "toronto|montreal|montréal|ottawa|quebec|québec", "America/Vancouver": "vancouver",
    "America/Edmonton": "calgary|edmonton", "America/Winnipeg": "winnipeg", "America/Halifax": "halifax",
    "America/Mexico_City": "mexico city|ciudad de méxico|cdmx|guadalajara|monterrey", "America/Cancun": "cancun|cancún|tulum",
    "America/Sao_Paulo": "são paulo|sao paulo|rio de janeiro|rio|brasilia|brasília|belo horizonte",
    "America/Argentina/Buenos_Aires": "buenos aires", "America/Santiago": "santiago de chile", "America/Bogota": "bogota|bogotá|medellin|medellín|cartagena",
    "America/Lima": "lima", "America/Caracas": "caracas", "America/Montevideo": "montevideo", "America/Havana": "havana|la habana", "America/Puerto_Rico": "san juan",
    "Asia/Tokyo": "tokyo|tokio|東京|osaka|大阪|kyoto|京都|yokohama|nagoya|fukuoka|sapporo|kobe", "Asia/Seoul": "seoul|서울|busan", "Asia/Hong_Kong": "hong kong|香港",
    "Asia/Shanghai": "shanghai|上海|beijing|北京|guangzhou|shenzhen|chengdu|hangzhou", "Asia/Taipei": "taipei|台北", "Asia/Macau": "macau",
    "Asia/Singapore": "singapore|singapur", "Asia/Bangkok": "bangkok|phuket|chiang mai", "Asia/Jakarta": "jakarta|bandung", "Asia/Makassar": "bali|denpasar|ubud",
    "Asia/Kuala_Lumpur": "kuala lumpur|penang", "Asia/Manila": "manila", "Asia/Ho_Chi_Minh": "ho chi minh city|saigon|hanoi|hà nội|da nang",
    "Asia/Kolkata": "mumbai|delhi|new delhi|bangalore|bengaluru|kolkata|chennai|jaipur|hyderabad|goa|pune", "Asia/Karachi": "karachi|lahore|islamabad",
    "Asia/Dhaka": "dhaka", "Asia/Colombo": "colombo", "Asia/Kathmandu": "kathmandu", "Asia/Dubai": "dubai|abu dhabi|دبي", "Asia/Riyadh": "riyadh|jeddah|الرياض",
    "Asia/Qatar": "doha", "Asia/Kuwait": "kuwait city", "Asia/Bahrain": "manama", "Asia/Beirut": "beirut", "Asia/Amman": "amman", "Asia/Jerusalem": "tel aviv|jerusalem",
    "Africa/Cairo": "cairo|القاهرة", "Africa/Casablanca": "casablanca|marrakech|marrakesh|rabat", "Africa/Tunis": "tunis", "Africa/Algiers": "algiers",
    "Africa/Lagos": "lagos|abuja", "Africa/Accra": "accra", "Africa/Abidjan": "abidjan", "Africa/Dakar": "dakar", "Africa/Nairobi": "nairobi", "Africa/Addis_Ababa": "addis ababa",
    "Africa/Kigali": "kigali", "Africa/Johannesburg": "johannesburg|cape town|durban|pretoria",
    "Australia/Sydney": "sydney|canberra", "Australia/Melbourne": "melbourne", "Australia/Brisbane": "brisbane|gold coast", "Australia/Perth": "perth",
    "Australia/Adelaide": "adelaide", "Pacific/Auckland": "auckland|wellington|christchurch",
}  # fmt: skip
CITIES = {city: zone for zone, row in _ROWS.items() for city in row.split("|")}
AMBIGUOUS = {
    "springfield": ("America/Chicago", "America/New_York"), "portland": ("America/Los_Angeles", "America/New_York"),
    "birmingham": ("Europe/London", "America/Chicago"), "cambridge": ("Europe/London", "America/New_York"),
    "san jose": ("America/Los_Angeles", "America/Costa_Rica"), "santiago": ("America/Santiago", "Europe/Madrid"),
    "columbus": ("America/New_York", "America/Chicago"), "georgetown": ("America/Guyana", "America/New_York"),
    "georgia": ("Asia/Tbilisi", "America/New_York"), "cordoba": ("Europe/Madrid", "America/Argentina/Cordoba"),
}  # fmt: skip
_US = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
COUNTRIES: dict[str, tuple[str, ...]] = {
    "usa": _US, "us": _US, "united states": _US, "america": _US, "canada": ("America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver"),
    "australia": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"), "mexico": ("America/Mexico_City", "America/Cancun"),
    "brazil": ("America/Sao_Paulo", "America/Manaus"), "russia": ("Europe/Moscow", "Asia/Yekaterinburg"), "indonesia": ("Asia/Jakarta", "Asia/Makassar"),
} | {
    country: (zone,) for zone, row in {
        "Europe/Rome": "italy|italia|italien", "Europe/Paris": "france|frankreich|francia", "Europe/Berlin": "germany|deutschland|germania",
        "Europe/London": "uk|england|great britain|united kingdom|britain|scotland|wales", "Europe/Zurich": "switzerland|schweiz|suisse|svizzera",
        "Europe/Vienna": "austria|österreich", "Europe/Brussels": "belgium|belgique", "Europe/Amsterdam": "netherlands|the netherlands|holland",
        "Europe/Copenhagen": "denmark", "Europe/Stockholm": "sweden", "Europe/Oslo": "norway", "Europe/Helsinki": "finland", "Europe/Dublin": "ireland",
        "Europe/Warsaw": "poland", "Europe/Prague": "czech republic|czechia", "Europe/Athens": "greece", "Europe/Istanbul": "turkey|türkiye",
        "Europe/Kyiv": "ukraine", "Asia/Tokyo": "japan|日本", "Asia/Seoul": "korea|south korea", "Asia/Shanghai": "china|中国", "Asia/Kolkata": "india",
        "Asia/Dubai": "uae|emirates|united arab emirates", "Asia/Bangkok": "thailand", "Africa/Johannesburg": "south africa", "Africa/Lagos": "nigeria",
        "Africa/Cairo": "egypt", "Africa/Casablanca": "morocco", "Pacific/Auckland": "new zealand",
    }.items() for country in row.split("|")
}  # fmt: skip
SPOKEN = {
    "eastern": "America/New_York", "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York", "us eastern": "America/New_York",
    "central": "America/Chicago", "cst": "America/Chicago", "cdt": "America/Chicago", "mountain": "America/Denver", "mst": "America/Denver",
    "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles",
    "utc": "UTC", "gmt": "UTC", "zulu": "UTC", "bst": "Europe/London", "british": "Europe/London", "uk": "Europe/London",
    "cet": "CET", "cest": "CET", "mez": "CET", "central european": "CET", "jst": "Asia/Tokyo", "japan standard": "Asia/Tokyo",
    "ist": "Asia/Kolkata", "hkt": "Asia/Hong_Kong", "sgt": "Asia/Singapore", "aest": "Australia/Sydney", "eet": "EET", "msk": "Europe/Moscow",
}  # fmt: skip
