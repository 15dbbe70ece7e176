"""What the realistic mail says, in eight languages."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """The words of one language."""

    code: str
    names: tuple[str, ...]
    subjects: tuple[str, ...]
    greetings: tuple[str, ...]
    sentences: tuple[str, ...]
    buttons: tuple[str, ...]
    closings: tuple[str, ...]


LANGUAGES = (
    Language(
        "es",
        ("Tienda Luz", "Revista de Otoño", "Viajes Ñandú"),
        ("Novedades de octubre", "Tu factura está lista", "Últimos días: hasta un 30 % menos"),
        ("Hola, Lucía:", "Estimada clienta:", "¡Buenos días!"),
        (
            "Hemos preparado una selección con lo mejor de la temporada, desde abrigos hasta botas.",
            "El plazo de entrega habitual es de dos a cuatro días laborables.",
            "Puede consultar todos los detalles en nuestra página cuando quiera.",
            "Si tiene cualquier pregunta, nuestro equipo está a su disposición de lunes a viernes.",
            "La próxima semana abrimos también por las tardes, y habrá café para todos.",
            "Gracias por leernos: cada mes contamos qué hay detrás de lo que hacemos.",
        ),
        ("Ver más", "Descubrir", "Leer el artículo completo", "Reservar ahora"),
        ("Un saludo,\nEl equipo", "Atentamente,\nTienda Luz"),
    ),
    Language(
        "en",
        ("Lightshop", "The Weekly Reader", "Northern Travel"),
        ("Your October news", "Your statement is ready", "Last days: up to 30% off"),
        ("Hello Lucy,", "Dear customer,", "Good morning!"),
        (
            "We have put together the best of the season for you, from coats to boots.",
            "Delivery usually takes two to four working days within the country.",
            "You can look up every detail on our pages whenever it suits you.",
            "If you have any questions, our team is there for you from Monday to Friday.",
            "From next week on we are open in the evenings too, and there will be coffee.",
            "Thank you for reading: every month we tell what is behind the things we make.",
        ),
        ("See more", "Discover", "Read the whole article", "Book now"),
        ("Best wishes,\nThe team", "Kind regards,\nLightshop"),
    ),
    Language(
        "de",
        ("Lichtladen", "Die Wochenschau", "Nordreisen Müller"),
        ("Neues im Oktober", "Ihre Rechnung ist da", "Nur noch wenige Tage: bis zu 30 % günstiger"),
        ("Hallo Lucia,", "Sehr geehrte Kundin,", "Guten Morgen!"),
        (
            "Wir haben das Beste der Saison für Sie zusammengestellt, von Mänteln bis Stiefeln.",
            "Die Lieferung dauert gewöhnlich zwei bis vier Werktage.",
            "Alle Einzelheiten finden Sie jederzeit auf unseren Seiten.",
            "Bei Fragen ist unser Team von Montag bis Freitag gerne für Sie da.",
            "Ab nächster Woche öffnen wir auch abends, und Kaffee gibt es auch.",
            "Danke fürs Lesen: jeden Monat erzählen wir, was dahintersteckt.",
        ),
        ("Mehr ansehen", "Entdecken", "Den ganzen Artikel lesen", "Jetzt buchen"),
        ("Viele Grüße\nIhr Team", "Mit freundlichen Grüßen\nLichtladen"),
    ),
    Language(
        "fr",
        ("La Boutique Lumière", "L'Hebdo", "Voyages du Nord"),
        (
            "Les nouveautés d'octobre",
            "Votre facture est disponible",
            "Derniers jours : jusqu'à -30 %",
        ),
        ("Bonjour Lucie,", "Chère cliente,", "Bonne journée !"),
        (
            "Nous avons réuni pour vous le meilleur de la saison, des manteaux aux bottes.",
            "La livraison prend en général de deux à quatre jours ouvrés.",
            "Vous pouvez consulter tous les détails sur nos pages à tout moment.",
            "Pour toute question, notre équipe est à votre écoute du lundi au vendredi.",
            "Dès la semaine prochaine, nous ouvrons aussi le soir, et le café est offert.",
            "Merci de nous lire : chaque mois, nous racontons l'envers du décor.",
        ),
        ("Voir plus", "Découvrir", "Lire tout l'article", "Réserver"),
        ("À bientôt,\nL'équipe", "Cordialement,\nLa Boutique Lumière"),
    ),
    Language(
        "it",
        ("Bottega Luce", "Il Settimanale", "Viaggi del Nord"),
        ("Le novità di ottobre", "La tua fattura è pronta", "Ultimi giorni: fino al 30% in meno"),
        ("Ciao Lucia,", "Gentile cliente,", "Buongiorno!"),
        (
            "Abbiamo raccolto per te il meglio della stagione, dai cappotti agli stivali.",
            "La consegna richiede di solito da due a quattro giorni lavorativi.",
            "Puoi consultare tutti i dettagli sulle nostre pagine quando vuoi.",
            "Per qualsiasi domanda, il nostro gruppo è qui per te dal lunedì al venerdì.",
            "Dalla prossima settimana siamo aperti anche di sera, e c'è il caffè.",
            "Grazie per averci letto: ogni mese raccontiamo ciò che c'è dietro.",
        ),
        ("Vedi di più", "Scopri", "Leggi l'articolo", "Prenota ora"),
        ("Un saluto,\nIl gruppo", "Cordiali saluti,\nBottega Luce"),
    ),
    Language(
        "pt",
        ("Loja Luz", "A Semana", "Viagens do Norte"),
        (
            "Novidades de outubro",
            "A sua fatura está pronta",
            "Últimos dias: até 30% mais barato, não perca",
        ),
        ("Olá, Lúcia,", "Estimada cliente,", "Bom dia!"),
        (
            "Reunimos para si o melhor da estação, dos casacos às botas.",
            "A entrega demora normalmente de dois a quatro dias úteis.",
            "Pode consultar todos os pormenores nas nossas páginas quando quiser.",
            "Para qualquer questão, a nossa equipa está ao dispor de segunda a sexta.",
            "A partir da próxima semana abrimos também à noite, e há café.",
            "Obrigado por nos ler: todos os meses contamos o que está por trás.",
        ),
        ("Ver mais", "Descobrir", "Ler o artigo", "Reservar"),
        ("Até breve,\nA equipa", "Com os melhores cumprimentos,\nLoja Luz"),
    ),
    Language(
        "nl",
        ("Lichtwinkel", "Het Weekblad", "Noordreizen"),
        ("Nieuws van oktober", "Uw factuur staat klaar", "Laatste dagen: tot 30% korting"),
        ("Hallo Lucia,", "Beste klant,", "Goedemorgen!"),
        (
            "We hebben het beste van het seizoen voor u verzameld, van jassen tot laarzen.",
            "De levering duurt meestal twee tot vier werkdagen.",
            "U kunt alle details op onze pagina's bekijken wanneer u maar wilt.",
            "Bij vragen staat ons team van maandag tot en met vrijdag voor u klaar.",
            "Vanaf volgende week zijn we ook 's avonds open, en er is koffie.",
            "Bedankt voor het lezen: elke maand vertellen we wat erachter zit.",
        ),
        ("Meer zien", "Ontdekken", "Lees het hele artikel", "Nu boeken"),
        ("Hartelijke groet,\nHet team", "Met vriendelijke groet,\nLichtwinkel"),
    ),
    Language(
        "pl",
        ("Sklep Światło", "Tygodnik", "Podróże Północne"),
        ("Nowości października", "Faktura jest gotowa", "Ostatnie dni: nawet 30% taniej"),
        ("Cześć, Łucjo,", "Szanowna Klientko,", "Dzień dobry!"),
        (
            "Zebraliśmy to, co najlepsze w tym sezonie, od płaszczy po kozaki.",
            "Dostawa trwa zwykle od dwóch do czterech dni roboczych.",
            "Wszystkie szczegóły można znaleźć na naszych stronach o każdej porze.",
            "W razie pytań nasz zespół jest do dyspozycji od poniedziałku do piątku.",
            "Od przyszłego tygodnia otwieramy także wieczorami, będzie też kawa.",
            "Dziękujemy za lekturę: co miesiąc opowiadamy, co się za tym kryje.",
        ),
        ("Zobacz więcej", "Odkryj", "Przeczytaj cały artykuł", "Zarezerwuj"),
        ("Pozdrawiamy\nZespół", "Z poważaniem\nSklep Światło"),
    ),
)
