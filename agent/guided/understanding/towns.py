"""Smaller cities with their IANA zones; names that are everyday words or first names are left out."""

_ROWS = {
    "Europe/Rome": (
        "lecce|rimini|perugia|ravenna|vicenza|treviso|lucca|arezzo|ancona|pescara|cagliari|messina|salerno|taranto|"
        "foggia|"
        "trento|bolzano|udine|novara|piacenza|reggio emilia|forte dei marmi|portofino|taormina|positano|amalfi|"
        "sorrento|matera|"
        "olbia|porto cervo|varese|monza|cremona|mantua|mantova|pavia|siracusa|syracuse sicily|la spezia|livorno|"
        "grosseto"
    ),
    "Europe/Paris": (
        "rennes|reims|le havre|saint-étienne|toulon|grenoble|dijon|angers|nîmes|nimes|aix-en-provence|brest|limoges|"
        "amiens|"
        "perpignan|besançon|orléans|orleans|metz|nancy france|rouen|mulhouse|caen|avignon|antibes|biarritz|annecy|"
        "roubaix|arles|"
        "la rochelle|colmar|versailles|courchevel|megève|chamonix"
    ),
    "Europe/London": (
        "bath|york|cambridge uk|portsmouth|southampton|plymouth|exeter|norwich|coventry|bradford|hull|derby|"
        "wolverhampton|"
        "swansea|aberdeen|dundee|inverness|sunderland|middlesbrough|huddersfield|bournemouth|cheltenham|margate|"
        "hastings|"
        "canterbury|chester uk|winchester|ipswich|luton|milton keynes|northampton|peterborough|preston|"
        "stoke-on-trent|salford|harrogate"
    ),
    "Europe/Berlin": (
        "duisburg|bochum|wuppertal|bielefeld|münster|munster|karlsruhe|mannheim|augsburg|wiesbaden|gelsenkirchen|"
        "mönchengladbach|braunschweig|chemnitz|kiel|aachen|halle|magdeburg|freiburg|krefeld|lübeck|oberhausen|erfurt|"
        "mainz|rostock|"
        "kassel|potsdam|saarbrücken|weimar|ulm|heidelberg|darmstadt|regensburg|würzburg|wolfsburg|göttingen|"
        "heilbronn|konstanz|jena|"
        "baden-baden|sylt|metzingen"
    ),
    "Europe/Madrid": (
        "murcia|palma de mallorca|alicante|córdoba|valladolid|vigo|gijón|gijon|a coruña|la coruña|vitoria|granada|"
        "oviedo|"
        "pamplona|almería|san sebastián|san sebastian|santander|salamanca|toledo spain|cádiz|cadiz|tarragona|"
        "girona|elche|"
        "santiago de compostela|jerez|huelva|formentera|mallorca|menorca"
    ),
    "Atlantic/Canary": "las palmas|tenerife|gran canaria",
    "Europe/Lisbon": "braga|coimbra|faro|aveiro|guimarães|évora|cascais|sintra|setúbal|albufeira|lagos portugal",
    "Atlantic/Madeira": "funchal|madeira",
    "Europe/Brussels": "charleroi|liège|liege|namur|leuven|louvain|mechelen|hasselt|kortrijk|ostend|oostende",
    "Europe/Amsterdam": (
        "groningen|tilburg|almere|breda|nijmegen|haarlem|enschede|maastricht|leiden|delft|den bosch|zwolle"
    ),
    "Europe/Zurich": (
        "winterthur|lucerne|luzern|st gallen|st. gallen|biel|thun|fribourg|neuchâtel|zug|chur|gstaad|davos|zermatt|"
        "montreux"
    ),
    "Europe/Vienna": "innsbruck|klagenfurt|villach|bregenz|dornbirn|kitzbühel|sankt pölten",
    "Europe/Copenhagen": "odense|aalborg|esbjerg|randers|kolding|roskilde|herning",
    "Europe/Stockholm": (
        "uppsala|västerås|örebro|linköping|helsingborg|norrköping|jönköping|lund|umeå|gävle|borås|boras|växjö"
    ),
    "Europe/Oslo": "trondheim|stavanger|tromsø|drammen|kristiansand|bodø|ålesund",
    "Europe/Helsinki": "espoo|turku|oulu|vantaa|jyväskylä|lahti|rovaniemi",
    "Europe/Dublin": "galway|limerick|waterford|kilkenny",
    "Europe/Prague": "ostrava|plzeň|pilsen|olomouc|liberec|karlovy vary",
    "Europe/Warsaw": (
        "poznań|poznan|wroclaw|szczecin|bydgoszcz|lublin|katowice|białystok|gdynia|sopot|częstochowa|toruń|rzeszów|"
        "zakopane"
    ),
    "Europe/Budapest": "debrecen|szeged|pécs|győr",
    "Europe/Bucharest": (
        "cluj-napoca|timișoara|timisoara|iași|iasi|constanța|constanta|brașov|brasov|craiova|sibiu|oradea"
    ),
    "Europe/Sofia": "plovdiv|varna|burgas",
    "Europe/Athens": "patras|heraklion|santorini|rhodes|corfu|volos|chania",
    "Europe/Belgrade": "novi sad|niš",
    "Europe/Zagreb": "split|rijeka|zadar|pula|rovinj",
    "Europe/Ljubljana": "maribor|bled",
    "Europe/Bratislava": "košice|kosice",
    "Europe/Sarajevo": "sarajevo",
    "Europe/Skopje": "skopje",
    "Europe/Tirane": "tirana",
    "Europe/Podgorica": "podgorica|budva|kotor",
    "Europe/Chisinau": "chișinău|chisinau",
    "Europe/Minsk": "minsk",
    "Europe/Kyiv": "kharkiv|dnipro|zaporizhzhia|odessa ukraine",
    "Europe/Moscow": "kazan|sochi|rostov-on-don|nizhny novgorod",
    "Europe/Istanbul": "antalya|bursa|adana|çeşme|cesme|gaziantep|konya",
    "Europe/Vilnius": "kaunas|klaipėda",
    "Europe/Tallinn": "tartu|pärnu",
    "Asia/Nicosia": "larnaca|paphos",
    "America/New_York": (
        "charleston|savannah|raleigh|durham|richmond|providence|newport|hartford|new haven|stamford|greenwich|"
        "buffalo|"
        "rochester|syracuse|albany|jersey city|newark|hoboken|queens|the bronx|staten island|harlem|west palm beach|"
        "palm beach|"
        "fort lauderdale|jacksonville|st petersburg fl|naples florida|sarasota|tallahassee|cincinnati|toledo|"
        "dayton|akron|"
        "grand rapids|ann arbor|louisville|lexington|knoxville|asheville|greenville|columbia sc|norfolk|virginia "
        "beach|annapolis|"
        "wilmington|harrisburg|allentown|burlington|hampton|the hamptons|southampton ny|key west|indianapolis|"
        "nantucket|washington d c"
    ),
    "America/Chicago": (
        "oklahoma city|tulsa|omaha|lincoln nebraska|wichita|des moines|little rock|baton rouge|lafayette|shreveport|"
        "mobile "
        "alabama|montgomery|huntsville|chattanooga|fort worth|el paso|plano|arlington|corpus christi|lubbock|madison "
        "wisconsin|"
        "green bay|st paul|saint paul|st. louis|saint louis|fargo|sioux falls|springfield mo|evanston"
    ),
    "America/Denver": (
        "colorado springs|fort collins|albuquerque|santa fe|boise|billings|jackson hole|park city|provo|vail|bozeman|"
        "missoula"
    ),
    "America/Phoenix": "tucson|tempe|mesa arizona|sedona|flagstaff",
    "America/Los_Angeles": (
        "portland oregon|long beach|santa monica|malibu|pasadena|burbank|culver city|venice beach|anaheim|irvine|"
        "newport beach|santa barbara|san luis obispo|fresno|bakersfield|berkeley|palo alto|santa cruz|napa|sonoma|"
        "reno|tacoma|spokane|"
        "bellevue|eugene|salem|west hollywood|santa ana|riverside|laguna beach|monterey|carmel"
    ),
    "America/Anchorage": "anchorage|juneau",
    "Pacific/Honolulu": "maui|waikiki|hilo",
    "America/Toronto": (
        "mississauga|hamilton ontario|kitchener|quebec city|ville de québec|laval|gatineau|kingston ontario|london "
        "ontario"
    ),
    "America/Vancouver": "kelowna|whistler|burnaby|surrey bc|victoria bc",
    "America/Regina": "regina|saskatoon",
    "America/St_Johns": "st john's|st johns",
    "America/Mexico_City": (
        "puebla|querétaro|queretaro|león mexico|oaxaca|mérida|merida|san miguel de allende|acapulco|guanajuato"
    ),
    "America/Tijuana": "tijuana|ensenada",
    "America/Cancun": "playa del carmen|cozumel",
    "America/Sao_Paulo": (
        "salvador|curitiba|porto alegre|recife|fortaleza|florianópolis|florianopolis|campinas|goiânia|vitória brazil|"
        "niterói"
    ),
    "America/Manaus": "manaus",
    "America/Argentina/Buenos_Aires": "rosario|mar del plata|la plata",
    "America/Argentina/Mendoza": "mendoza",
    "America/Santiago": "valparaíso|valparaiso|viña del mar|santiago chile",
    "America/Bogota": "cali|barranquilla|bucaramanga|cartagena de indias",
    "America/Lima": "cusco|arequipa|trujillo peru",
    "America/Guayaquil": "quito|guayaquil|cuenca ecuador",
    "America/La_Paz": "la paz|santa cruz de la sierra",
    "America/Asuncion": "asunción|asuncion",
    "America/Montevideo": "punta del este",
    "America/Panama": "panama city|ciudad de panamá",
    "America/Costa_Rica": "san josé costa rica",
    "America/Guatemala": "guatemala city|antigua guatemala",
    "America/El_Salvador": "san salvador",
    "America/Tegucigalpa": "tegucigalpa",
    "America/Managua": "managua",
    "America/Santo_Domingo": "santo domingo|punta cana",
    "America/Jamaica": "kingston|montego bay",
    "America/Port_of_Spain": "port of spain",
    "America/Barbados": "bridgetown",
    "America/Nassau": "nassau",
    "Asia/Tokyo": "hiroshima|sendai|kawasaki|saitama|chiba|nara|kanazawa|naha",
    "Asia/Seoul": "incheon|daegu|daejeon|gwangju|jeju",
    "Asia/Shanghai": (
        "nanjing|wuhan|xi'an|xian|chongqing|tianjin|suzhou|qingdao|dalian|xiamen|ningbo|dongguan|changsha|kunming|sanya"
    ),
    "Asia/Taipei": "taichung|kaohsiung|tainan",
    "Asia/Bangkok": "pattaya|koh samui|krabi|hua hin",
    "Asia/Jakarta": "surabaya|yogyakarta|semarang|medan|bogor|solo indonesia",
    "Asia/Makassar": "seminyak|canggu|makassar|lombok",
    "Asia/Kuala_Lumpur": "johor bahru|george town|ipoh|malacca|kuching|kota kinabalu",
    "Asia/Manila": "cebu|cebu city|quezon city|makati|davao",
    "Asia/Ho_Chi_Minh": "hội an|hoi an|hue|nha trang|ho chi minh",
    "Asia/Phnom_Penh": "phnom penh|siem reap",
    "Asia/Vientiane": "vientiane|luang prabang",
    "Asia/Yangon": "yangon",
    "Asia/Kolkata": (
        "ahmedabad|surat|lucknow|kanpur|nagpur|indore|bhopal|udaipur|jodhpur|kochi|cochin|chandigarh|gurgaon|"
        "gurugram|noida|"
        "vadodara|coimbatore|visakhapatnam|mysore|mysuru|calcutta|bombay|madras|guwahati|agra|varanasi|amritsar|"
        "ludhiana|trivandrum"
    ),
    "Asia/Karachi": "faisalabad|rawalpindi|peshawar|multan",
    "Asia/Dhaka": "chittagong|chattogram|sylhet",
    "Asia/Colombo": "galle|kandy",
    "Asia/Dubai": "sharjah|ajman|ras al khaimah|al ain",
    "Asia/Muscat": "muscat|salalah",
    "Asia/Riyadh": "mecca|medina|dammam|al khobar|alula|al-ula",
    "Asia/Qatar": "lusail",
    "Asia/Kuwait": "kuwait",
    "Asia/Baghdad": "baghdad|erbil",
    "Asia/Tehran": "tehran|isfahan|shiraz",
    "Asia/Beirut": "byblos|jounieh",
    "Asia/Jerusalem": "haifa|jaffa|eilat",
    "Asia/Tashkent": "tashkent|samarkand|bukhara",
    "Asia/Almaty": "astana|shymkent",
    "Asia/Bishkek": "bishkek",
    "Asia/Ulaanbaatar": "ulaanbaatar",
    "Asia/Tbilisi": "batumi|kutaisi",
    "Africa/Cairo": "alexandria|giza|sharm el sheikh|hurghada|luxor|el gouna",
    "Africa/Casablanca": "fes|fez|tangier|tanger|agadir|essaouira|meknes",
    "Africa/Tunis": "sousse|sfax|hammamet",
    "Africa/Algiers": "oran|constantine",
    "Africa/Lagos": "port harcourt|ibadan|kano|benin city|enugu|calabar|kaduna",
    "Africa/Porto-Novo": "cotonou|porto-novo",
    "Africa/Accra": "kumasi|tamale|takoradi|cape coast",
    "Africa/Lome": "lomé|lome",
    "Africa/Abidjan": "yamoussoukro",
    "Africa/Bamako": "bamako",
    "Africa/Ouagadougou": "ouagadougou",
    "Africa/Douala": "douala|yaoundé|yaounde",
    "Africa/Kinshasa": "kinshasa",
    "Africa/Luanda": "luanda",
    "Africa/Nairobi": "mombasa|kisumu|nakuru",
    "Africa/Kampala": "kampala|entebbe",
    "Africa/Dar_es_Salaam": "dar es salaam|zanzibar|arusha|dodoma",
    "Africa/Lusaka": "lusaka",
    "Africa/Harare": "harare|bulawayo",
    "Africa/Gaborone": "gaborone",
    "Africa/Windhoek": "windhoek",
    "Africa/Maputo": "maputo",
    "Africa/Johannesburg": "port elizabeth|gqeberha|bloemfontein|stellenbosch|sandton|soweto|franschhoek|joburg",
    "Indian/Mauritius": "port louis|mauritius",
    "Indian/Antananarivo": "antananarivo",
    "Australia/Sydney": "newcastle nsw|wollongong|byron bay|bondi",
    "Australia/Melbourne": "geelong|ballarat|bendigo",
    "Australia/Brisbane": "cairns|townsville|sunshine coast|noosa|toowoomba",
    "Australia/Perth": "fremantle",
    "Australia/Hobart": "hobart|launceston",
    "Australia/Darwin": "darwin",
    "Pacific/Auckland": "hamilton nz|tauranga|dunedin|queenstown|napier|rotorua",
    "Pacific/Fiji": "suva",
}
TOWNS = {city: zone for zone, row in _ROWS.items() for city in row.split("|")}
