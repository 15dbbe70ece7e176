"""Ordinary mail about the brand: what banks, shops, carriers, newspapers and friends write."""

from __future__ import annotations

from support.mail.builder import KINDS, Built, Draw, compose, page, part, word

Row = tuple[str, str, str]
"""Sender, subject, text."""

BANKS: tuple[Row, ...] = (
    (
        "Banco <avisos@banco.example>",
        "Pago en Amazon",
        "Confirmamos su pago de 23,99 EUR.\nhttps://banco.example/",
    ),
    (
        "Alertas <alertas@banco.example>",
        "Compra con su tarjeta en AMAZON EU SARL",
        "Compra de 12,00 EUR con su tarjeta terminada en 1234.",
    ),
    (
        "Mi Banco <avisos@mibanco.example>",
        "Cargo de Amazon en tu cuenta",
        "Hemos cargado 4,99 EUR de AMAZON PRIME ES en tu cuenta.\nhttps://mibanco.example/movimientos",
    ),
    (
        "Caja Rural <info@cajarural.example>",
        "Tu compra en Amazon se ha aplazado",
        "Tu compra en Amazon de 300 EUR se pagará en tres plazos.",
    ),
    (
        "First Bank <alerts@firstbank.example>",
        "You paid Amazon $23.99",
        "A purchase at AMAZON.COM was made with your card.\nhttps://firstbank.example/activity",
    ),
    (
        "Card Alerts <alerts@cards.example>",
        "Purchase at Amazon approved",
        "Your card ending in 1234 was used at Amazon for $20.00.",
    ),
    (
        "PayMe <service@payme.example>",
        "Receipt for your payment to Amazon EU Sarl",
        "You sent a payment of 20,00 EUR to Amazon EU Sarl.\nhttps://payme.example/activity",
    ),
    (
        "Sparkasse <info@sparkasse.example>",
        "Zahlung an Amazon",
        "Ihre Zahlung an AMAZON PAYMENTS wurde ausgeführt.\nhttps://sparkasse.example/",
    ),
    (
        "Meine Bank <service@meinebank.example>",
        "Ihre Kartenzahlung bei Amazon",
        "Ihre Karte wurde bei AMAZON EU mit 20,00 EUR belastet.",
    ),
    (
        "Banque <alerte@banque.example>",
        "Paiement chez Amazon",
        "Nous confirmons votre paiement de 20,00 EUR.\nhttps://banque.example/",
    ),
    (
        "La Banque <info@labanque.example>",
        "Votre achat sur Amazon",
        "Un achat de 20 EUR sur AMAZON a été débité de votre compte.",
    ),
    (
        "Banca <avvisi@banca.example>",
        "Pagamento su Amazon",
        "Confermiamo il pagamento di 20 EUR.\nhttps://banca.example/",
    ),
    (
        "Banca Verde <info@bancaverde.example>",
        "Il tuo acquisto su Amazon",
        "Hai speso 20 EUR su AMAZON con la tua carta.",
    ),
    (
        "Banco Azul <avisos@bancoazul.example>",
        "Pagamento na Amazon",
        "Confirmamos o seu pagamento de 20 EUR.\nhttps://bancoazul.example/",
    ),
    (
        "Bradesco Prime <aviso@bradesco.example>",
        "Sua fatura Bradesco Prime",
        "A fatura do seu cartão Bradesco Prime vence amanhã.\nhttps://bradesco.example/",
    ),
)
LENDERS: tuple[Row, ...] = (
    (
        "Klarna <no-reply@klarna.example>",
        "Tu pago de Amazon vence mañana",
        "Tu próximo plazo de 20 EUR se cobrará mañana.\nhttps://klarna.example/app",
    ),
    (
        "Klarna <no-reply@klarna.example>",
        "Your Amazon purchase: payment due tomorrow",
        "Pay your Klarna instalment.\nhttps://klarna.example/app",
    ),
    (
        "Cofinanzas <info@cofinanzas.example>",
        "Financia tu pedido de Amazon",
        "Paga en 3 meses sin intereses.\nhttps://cofinanzas.example/",
    ),
    (
        "Ratenkauf <info@ratenkauf.example>",
        "Ihre Bestellung bei Amazon in Raten",
        "Zahlen Sie bequem in drei Raten.\nhttps://ratenkauf.example/",
    ),
    (
        "Crédito <info@credito.example>",
        "Préstamo para tus compras en Amazon",
        "Hasta 3.000 EUR.\nhttps://credito.example/",
    ),
)
POINTS: tuple[Row, ...] = (
    (
        "Travel Club <hola@travelclub.example>",
        "Gana puntos en Amazon",
        "Consigue 5 puntos por euro en tus compras en Amazon.\nhttps://travelclub.example/",
    ),
    (
        "Puntos <hola@puntosmas.example>",
        "Doble de puntos en tus compras en Amazon",
        "Solo este fin de semana.\nhttps://puntosmas.example/",
    ),
    (
        "iGraal <news@igraal.example>",
        "Cashback Amazon: 5 % sur vos achats",
        "Activez votre cashback.\nhttps://igraal.example/",
    ),
    (
        "Payback <service@payback.example>",
        "Ihre Punkte bei Amazon",
        "Sammeln Sie 3-fach bei Amazon.\nhttps://payback.example/",
    ),
    (
        "Swagbucks <news@swagbucks.example>",
        "Earn points on Amazon orders",
        "Get a $10 Amazon gift card for 1,000 points.\nhttps://swagbucks.example/",
    ),
    (
        "Rewards Club <hello@rewardsclub.example>",
        "Redeem your points for an Amazon gift card",
        "You have 2,000 points.\nhttps://rewardsclub.example/",
    ),
    (
        "Punti <info@puntipiu.example>",
        "Buono Amazon con i tuoi punti",
        "Richiedi il tuo buono regalo.\nhttps://puntipiu.example/",
    ),
    (
        "Pontos <info@pontosmais.example>",
        "Ganhe pontos na Amazon",
        "Em todas as compras na Amazon.\nhttps://pontosmais.example/",
    ),
)
CALENDARS: tuple[Row, ...] = (
    (
        "Calendario <aviso@calendario.example>",
        "Recordatorio: devolver pedido Amazon",
        "https://calendario.example/",
    ),
    (
        "Google Calendar <calendar@agenda.example>",
        "Notification: Return Amazon package @ Mon 3 Jun",
        "Return Amazon package\nWhen: Mon 3 Jun 9am\nhttps://agenda.example/e/1",
    ),
    (
        "Agenda <no-reply@agenda.example>",
        "Reminder: Amazon delivery today",
        "Event at 17:00.\nhttps://agenda.example/",
    ),
    ("Kalender <kalender@kalender.example>", "Erinnerung: Amazon-Paket abholen", "Heute 17 Uhr."),
    (
        "Todoist <no-reply@todoist.example>",
        "Task due today: cancel Amazon Prime",
        "You have 1 task due today.\nhttps://todoist.example/app",
    ),
    (
        "Tareas <avisos@tareas.example>",
        "Vence hoy: renovar Amazon Prime",
        "Tiene 1 tarea pendiente.\nhttps://tareas.example/",
    ),
)
FRIENDS: tuple[Row, ...] = (
    ("Ana <ana@example.org>", "Amazon", "mira esto https://www.amazon.es/dp/B0"),
    (
        "Ana <ana@example.org>",
        "Mira lo que he visto en Amazon",
        "https://www.amazon.es/dp/B0 está muy bien",
    ),
    (
        "Luis Gil <luis.gil@example.net>",
        "pedido amazon",
        "¿Te ha llegado el pedido de Amazon? Lo dejé en la cuenta de Amazon de mamá.",
    ),
    ("Tom <tom@example.org>", "Re: amazon order", "Did your Amazon order arrive? Mine is late."),
    ("Eva <eva@example.de>", "Amazon Bestellung", "Ist deine Amazon-Bestellung schon da?"),
    (
        "Paul Martin <paul.martin@example.fr>",
        "Commande Amazon",
        "Ta commande Amazon est chez moi, passe ce soir.",
    ),
    ("Marco <marco@example.it>", "Ordine Amazon", "Il tuo ordine Amazon è arrivato da me."),
    (
        "Rita <rita@example.pt>",
        "Encomenda da Amazon",
        "A tua encomenda da Amazon está em minha casa.",
    ),
    (
        "Ana <ana@example.org>",
        "contraseña",
        "La contraseña de mi cuenta de Amazon es la de siempre, cámbiala si quieres.",
    ),
    (
        "Alexa Smith <alexa.smith@example.org>",
        "Lunch?",
        "Are you free at one? Your account of the trip was great.",
    ),
    ("Optimus Prime <optimus@cybertron.example>", "Your order", "Autobots, roll out."),
)
CUSTOMERS: tuple[Row, ...] = (
    (
        "Client <client@example.org>",
        "Problema con mi pedido de Amazon",
        "Mi pedido de Amazon no ha llegado y mi cuenta de Amazon está bloqueada. ¿Qué hago?",
    ),
    (
        "Marta <marta@example.org>",
        "Consulta",
        "Hola, he comprado un libro en Amazon y quiero devolverlo.",
    ),
    (
        "John <john@example.org>",
        "Help with my Amazon account",
        "My Amazon account is locked and I can't sign in. Please help.",
    ),
    ("Jan <jan@example.de>", "Frage", "Mein Amazon-Konto ist gesperrt. Was soll ich tun?"),
    ("Luc <luc@example.fr>", "Question", "Mon compte Amazon est bloqué, que faire ?"),
    ("Gina <gina@example.it>", "Domanda", "Il mio account Amazon è bloccato."),
    ("Zé <ze@example.pt>", "Pergunta", "A minha conta da Amazon está bloqueada."),
)
SHOPS: tuple[Row, ...] = (
    (
        "Zapatos Online <pedidos@zapatos.example>",
        "Gracias por tu pedido n.º 1234",
        "Forma de pago: Amazon Pay\nTotal: 59,90 EUR\nhttps://zapatos.example/pedido/1234",
    ),
    (
        "Shoe House <orders@shoehouse.example>",
        "Order confirmation 1234",
        "Payment method: Amazon Pay\nThank you for your order.\nhttps://shoehouse.example/o/1234",
    ),
    (
        "Schuhhaus <info@schuhhaus.example>",
        "Ihre Bestellung 1234",
        "Zahlungsart: Amazon Pay\nIhre Zahlung wurde bestätigt.\nhttps://schuhhaus.example/",
    ),
    (
        "Chaussures <info@chaussures.example>",
        "Votre commande 1234",
        "Moyen de paiement : Amazon Pay\nMerci de votre commande.",
    ),
    (
        "Scarpe <info@scarpe.example>",
        "Il tuo ordine 1234",
        "Metodo di pagamento: Amazon Pay\nGrazie.",
    ),
    (
        "Tienda Azul <hola@tiendaazul.example>",
        "¿Qué tal tu compra en Amazon?",
        "Gracias por tu compra en Amazon. ¿Nos dejas una reseña?\nhttps://tiendaazul.example/r",
    ),
    (
        "Tienda Azul <hola@tiendaazul.example>",
        "Tu opinión sobre tu pedido de Amazon",
        "Estimado cliente de Amazon,\nesperamos que le guste nuestra lámpara. ¿Puede valorarla?\nTienda Azul",
    ),
    (
        "Blue Lamp <hello@bluelamp.example>",
        "How was your Amazon order?",
        "Thank you for purchasing from our Amazon store. Please leave a review.\nhttps://bluelamp.example/r",
    ),
    (
        "Blue Lamp <hello@bluelamp.example>",
        "Your Amazon purchase",
        "Dear Amazon customer,\nthank you for buying our lamp. A review would help us.\nBlue Lamp",
    ),
    (
        "Lampen <info@lampen.example>",
        "Ihre Bewertung bei Amazon",
        "Vielen Dank für Ihren Einkauf bei Amazon. Bitte bewerten Sie uns.",
    ),
    (
        "Lampes <info@lampes.example>",
        "Votre avis sur Amazon",
        "Merci pour votre achat sur Amazon. Donnez votre avis !",
    ),
    (
        "Editorial Norte <hola@norte.example>",
        "Ya a la venta en Amazon",
        "Nuestro libro está disponible en Amazon y Kindle.\nhttps://norte.example/",
    ),
    (
        "Skill Maker <hi@skillmaker.example>",
        "Connect your Amazon account",
        "Link your Amazon account to our Alexa skill.\nhttps://skillmaker.example/link",
    ),
    (
        "Prime Rib House <info@primerib.example>",
        "Your table is booked",
        "See you at the Prime Rib House.",
    ),
    ("Gym <info@gym.example>", "Tu cuota", "Tu cuota de julio se ha cobrado. Sorteamos un Kindle."),
)
NEWS: tuple[Row, ...] = (
    (
        "El Diario <boletin@eldiario.example>",
        "Amazon abre un almacén en Zaragoza",
        "Amazon contratará a 1.000 personas.\nhttps://eldiario.example/a",
    ),
    (
        "El Diario <boletin@eldiario.example>",
        "Amazon: así te suplantan para robarte la cuenta",
        "La estafa dice que su cuenta de Amazon ha sido suspendida.\nhttps://eldiario.example/b",
    ),
    (
        "Tech Today <news@techtoday.example>",
        "How to secure your Amazon account",
        "Five tips to protect your Amazon account.\nhttps://techtoday.example/tips",
    ),
    (
        "Tech Today <news@techtoday.example>",
        "Amazon Prime price to rise",
        "Amazon says your Prime membership will cost more.\nhttps://techtoday.example/prime",
    ),
    (
        "Tech Today <news@techtoday.example>",
        "Is your Amazon account hacked?",
        "What to do if your Amazon account is locked.\nhttps://techtoday.example/hacked",
    ),
    (
        "Zeitung <news@zeitung.example>",
        "Amazon: Streik in Leipzig",
        "Bei Amazon wird gestreikt.\nhttps://zeitung.example/",
    ),
    (
        "Le Journal <lettre@lejournal.example>",
        "Amazon supprime 1 000 emplois",
        "Chez Amazon, la direction annonce un plan.",
    ),
    (
        "Il Giornale <news@ilgiornale.example>",
        "Amazon apre a Torino",
        "Su Amazon arrivano nuove offerte.",
    ),
    (
        "Notícias <news@noticias.example>",
        "Amazon abre centro em Lisboa",
        "A Amazon vai contratar mil pessoas.",
    ),
    (
        "OCU <boletin@ocu.example>",
        "Cuidado con los correos falsos de Amazon",
        "No haga clic: su cuenta de Amazon no está bloqueada.",
    ),
    (
        "Google Alerts <alerts@google.example>",
        "Google Alert - amazon",
        "Amazon shares fall. Amazon Prime grows. Amazon account sharing ends.",
    ),
    (
        "Politics <news@politics.example>",
        "Prime Minister resigns",
        "The Prime Minister's account of events. Your view?",
    ),
    (
        "Maths <news@maths.example>",
        "A new prime number",
        "The largest prime number so far. Your prime is waiting.",
    ),
    (
        "River Trust <news@rivertrust.example>",
        "Amazon fires: your support",
        "Support the Amazon rainforest. Your donation helps the Amazon.\nhttps://rivertrust.example/",
    ),
    ("日本新聞 <news@shinbun.example>", "アマゾン川の旅", "アマゾン川を下る。"),
)
JOBS: tuple[Row, ...] = (
    (
        "Jobs <jobs@portal.example>",
        "Software Engineer at Amazon and 5 more jobs",
        "Amazon is hiring in Madrid.",
    ),
    (
        "InfoEmpleo <alertas@infoempleo.example>",
        "Nuevas ofertas de empleo: Amazon",
        "Amazon busca mozo de almacén. Atención al cliente Amazon.\nhttps://infoempleo.example/",
    ),
    (
        "LinkedIn Job Alerts <jobalerts-noreply@linkedin.example>",
        "Amazon is hiring: Account Manager",
        "Account Manager, Amazon. Customer Service Associate, Amazon. At Amazon, we work for you.\nhttps://linkedin.example/jobs",
    ),
    (
        "StepStone <jobs@stepstone.example>",
        "Amazon Kundenservice Mitarbeiter gesucht",
        "Kundenservice bei Amazon (m/w/d).\nhttps://stepstone.example/",
    ),
    (
        "Indeed <alert@indeed.example>",
        "Amazon Delivery Driver - your new job",
        "Amazon delivery drivers wanted. Amazon account executive wanted.\nhttps://indeed.example/",
    ),
)
CARRIERS: tuple[Row, ...] = (
    (
        "SEUR <no-reply@seur.com>",
        "Su paquete de AMAZON llega hoy",
        "Seguimiento: https://www.seur.com/x",
    ),
    (
        "Correos <info@correos.es>",
        "Tu pedido de Amazon está en reparto",
        "https://www.correos.es/x",
    ),
    (
        "Transportes Rápidos <avisos@transportes.example>",
        "Tu paquete de Amazon llega hoy",
        "Entrega entre las 9 y las 11.\nhttps://transportes.example/s/1",
    ),
    (
        "Paket Nord <info@paketnord.example>",
        "Ihr Paket von Amazon kommt heute",
        "https://paketnord.example/",
    ),
    (
        "Colis Express <info@colisexpress.example>",
        "Votre colis Amazon arrive",
        "https://colisexpress.example/",
    ),
    (
        "Pacchi <info@pacchi.example>",
        "Il tuo pacco Amazon è in consegna",
        "https://pacchi.example/",
    ),
    (
        "17TRACK <notify@17track.example>",
        "Your Amazon package was delivered",
        "https://17track.example/",
    ),
    ("DHL Paket <noreply@dhl.de>", "Ihr Amazon Paket ist unterwegs", "https://www.dhl.de/x"),
)
TRACKERS: tuple[Row, ...] = (
    ("Keepa <x@keepa.example>", "Amazon price drop: Kindle", "Now at 50 EUR."),
    (
        "camelcamelcamel <no-reply@camelcamelcamel.example>",
        "Your Amazon price watch: Lamp",
        "The price at Amazon fell to 20 EUR.\nhttps://camelcamelcamel.example/",
    ),
    (
        "Chollometro <hola@chollometro.example>",
        "Chollo Amazon: Kindle a 79 EUR",
        '<p>Kindle a 79 EUR</p><a href="https://chollometro.example/1">Ver en Amazon</a>',
    ),
    (
        "Ofertas <hola@chollos.example>",
        "Los mejores chollos de Amazon por el Prime Day",
        "Como afiliado de Amazon, obtengo ingresos por las compras adscritas.\nhttps://chollos.example/",
    ),
    (
        "BookBub <news@bookbub.example>",
        "Free Kindle books for you",
        "Your Kindle deals of the day.\nhttps://bookbub.example/",
    ),
    (
        "Dealabs <news@dealabs.example>",
        "Bon plan Amazon du jour",
        "Votre alerte : Amazon.\nhttps://dealabs.example/",
    ),
)
WORK: tuple[Row, ...] = (
    (
        "Seller Tool <hi@sellertool.example>",
        "5 tips to sell more on Amazon",
        "Grow your Amazon sales. Has Amazon suspended your account? We can help.\nhttps://sellertool.example/",
    ),
    (
        "Appeals <hello@appeals.example>",
        "Amazon suspended your seller account?",
        "We write your appeal.\nhttps://appeals.example/",
    ),
    (
        "Cloud Consulting <info@cloudconsulting.example>",
        "AWS training in Madrid",
        "Learn AWS. Your AWS account can cost less.\nhttps://cloudconsulting.example/",
    ),
    ("AWS User Group <hello@usergroup.example>", "Meetup on Thursday", "AWS talks and pizza."),
    (
        "Monitoring <alerts@monitoring.example>",
        "Amazon S3 is down",
        "Amazon S3 in eu-west-1 does not answer.",
    ),
    (
        "SaaS <billing@saas.example>",
        "Your invoice",
        "Your invoice is attached. Hosted on Amazon Web Services.",
    ),
    (
        "Kindle Nation Daily <news@kindlenation.example>",
        "Today's deals",
        "Your Kindle reading list.",
    ),
    (
        "Alexa Fernández <alexa@despacho.example>",
        "Su factura",
        "Le envío su factura de junio. Un saludo,\nAlexa",
    ),
    ("Prime Dental <citas@primedental.example>", "Su cita", "Su cita en Prime Dental es mañana."),
    (
        "Echo <hello@echomagazine.example>",
        "Renew your subscription",
        "Your subscription to Echo expires. Renew at https://echomagazine.example/",
    ),
)
LISTS: tuple[Row, ...] = (
    (
        "Juan <juan@lists.example>",
        "[dev] boto3 and Amazon S3 permissions",
        "We moved from Amazon S3 to our own storage. Any ideas?",
    ),
    (
        "John <john@x.example>",
        "Re: [list] Amazon account fails",
        "The login with the Amazon account fails here too.\n\nOn Mon, 3 Jun 2024 at 9:12, Ann <a@b.example> wrote:\n> Login with Amazon fails.\n> Ann",
    ),
    (
        "Ann <ann@y.example>",
        "Re: [list] S3",
        "Fine.\n\nOn Mon, 3 Jun 2024 at 9:12, John <j@x.example> wrote:\n> We use Amazon S3 and Amazon EC2.\n",
    ),
    (
        "Eva <eva@z.example>",
        "AW: [liste] Amazon",
        "Ja.\n\nAm 3.6.2024 um 9:12 schrieb Jan:\n> Hat Amazon das Buch?\n",
    ),
)
FURTHER: tuple[Row, ...] = (
    (
        "Santander <notificaciones@santander.example>",
        "Operación con tarjeta en Amazon",
        "Has realizado una operación de 30 € en AMZN Mktp ES. Si no la reconoces, llámanos.",
    ),
    (
        "BBVA <avisos@bbva.example>",
        "Compra en AMAZON rechazada",
        "Tu compra en Amazon ha sido rechazada por falta de saldo. https://bbva.example/",
    ),
    (
        "ING <info@ing.example>",
        "Tu tarjeta ha sido bloqueada tras un pago en Amazon",
        "Hemos bloqueado tu tarjeta. Llámanos. https://ing.example/",
    ),
    (
        "Revolut <no-reply@revolut.example>",
        "You spent €12 at Amazon",
        "Your balance is €100. https://revolut.example/",
    ),
    (
        "PayPal <service@paypal.example>",
        "Recibo de su pago a Amazon",
        "Ha enviado un pago de 20 EUR a Amazon EU Sarl. https://paypal.example/",
    ),
    (
        "noreply@bank.example",
        "Card declined at Amazon",
        "Your card was declined at AMAZON.COM. https://bank.example/",
    ),
    (
        "Cetelem <clientes@cetelem.example>",
        "Pago fraccionado de su compra Amazon",
        "Su compra Amazon se ha fraccionado. https://cetelem.example/",
    ),
    (
        "Cofidis <info@cofidis.example>",
        "Divide tu pedido de Amazon en 4 pagos",
        "https://cofidis.example/",
    ),
    (
        "Iberia Plus <info@iberiaplus.example>",
        "Consigue Avios comprando en Amazon",
        "https://iberiaplus.example/",
    ),
    (
        "Vueling Club <news@vueling.example>",
        "Tus puntos valen más en Amazon",
        "https://vueling.example/",
    ),
    (
        "Nectar <hello@nectar.example>",
        "Swap your points for Amazon vouchers",
        "https://nectar.example/",
    ),
    (
        "Outlook <calendar@outlook.example>",
        "Invitation: AWS account review @ Tue 4 Jun",
        "Join the meeting. Your account manager. https://outlook.example/",
    ),
    (
        "Trello <do-not-reply@trello.example>",
        'Ana added you to the card "Amazon order"',
        "https://trello.example/c/1",
    ),
    (
        "Slack <notification@slack.example>",
        "New message in #amazon-account",
        "Luis: the Amazon account is locked again. https://slack.example/",
    ),
    (
        "GitHub <notifications@github.example>",
        "[org/repo] Amazon Pay: payment declined error (Issue #12)",
        "Payments with Amazon Pay fail. https://github.example/12",
    ),
    ("Laura <laura@example.org>", "FYI", "Por fin llegó lo de Amazon, te paso la foto."),
    (
        "Papá <antonio.ruiz@example.org>",
        "Amazon prime",
        "¿Me das tu contraseña de Amazon Prime para ver la serie?",
    ),
    (
        "Sam <sam.lee@example.org>",
        "Prime video",
        "Can I use your Prime Video account this weekend?",
    ),
    ("Jo <jo@example.org>", "gift", "I put an Amazon gift card in your account."),
    ("Nachbar <uwe.klein@example.de>", "Paket", "Ich habe Ihr Amazon-Paket angenommen."),
    ("Voisin <jean.roux@example.fr>", "Colis", "J'ai pris votre colis Amazon."),
    (
        "Decathlon <info@decathlon.example>",
        "Confirmación de tu pedido",
        "Has pagado con Amazon Pay. Tu pedido llegará mañana. https://decathlon.example/",
    ),
    (
        "Hotel Sol <reservas@hotelsol.example>",
        "Su reserva",
        "Pago verificado con Amazon Pay. Confirme su hora de llegada. https://hotelsol.example/",
    ),
    (
        "Spotify <no-reply@spotify.example>",
        "Link your Alexa",
        "Connect your Spotify account to Alexa. https://spotify.example/",
    ),
    (
        "Philips Hue <news@hue.example>",
        "Works with Alexa",
        "Add your lights to your Alexa app. https://hue.example/",
    ),
    (
        "Roku <news@roku.example>",
        "Prime Video is now on Roku",
        "Watch Prime Video with your subscription. https://roku.example/",
    ),
    (
        "Movistar <info@movistar.example>",
        "Tu suscripción a Prime incluida",
        "Activa Amazon Prime con tu tarifa Movistar. https://movistar.example/",
    ),
    (
        "Vodafone <info@vodafone.example>",
        "Activa Prime Video en tu tarifa",
        "Activa tu suscripción a Prime Video con tu tarifa. https://vodafone.example/",
    ),
    (
        "Goodbooks <hello@goodbooks.example>",
        "Your Kindle book is ready",
        "Your book in Kindle format. https://goodbooks.example/",
    ),
    (
        "Autor <carlos@carlosautor.example>",
        "Mi novela en Amazon",
        "Ya puedes comprar mi novela en Amazon. https://www.amazon.es/dp/B0",
    ),
    (
        "FeedbackWhiz <no-reply@feedbackwhiz.example>",
        "Your recent Amazon purchase",
        "Hi, thanks for your recent Amazon purchase of the Blue Mug. Could you leave feedback? https://feedbackwhiz.example/",
    ),
    (
        "MugStore <support@mugstore.example>",
        "A question about your Amazon order 112-1234567-1234567",
        "Is everything fine with your Amazon order? Tell us. https://mugstore.example/",
    ),
    (
        "Garantía <garantia@robots.example>",
        "Registre la garantía de su compra en Amazon",
        "Active la garantía de su robot comprado en Amazon. https://robots.example/",
    ),
    (
        "Xataka <boletin@xataka.example>",
        "Amazon ha subido el precio de Prime: qué hacer con tu suscripción",
        "https://xataka.example/",
    ),
    (
        "El País <boletines@elpais.example>",
        "La Policía alerta: correos falsos de Amazon que bloquean tu cuenta",
        "https://elpais.example/",
    ),
    (
        "INCIBE <boletin@incibe.example>",
        "Aviso: campaña de phishing que suplanta a Amazon",
        'El correo dice: "Su cuenta de Amazon ha sido suspendida". No pulse. https://incibe.example/',
    ),
    (
        "Which? <news@which.example>",
        "Scam alert: fake Amazon Prime renewal emails",
        "They say your Amazon Prime membership will be renewed. https://which.example/",
    ),
    (
        "Heise <news@heise.example>",
        "Amazon-Konten: Phishing-Welle",
        "Mails behaupten, Ihr Amazon-Konto sei gesperrt. https://heise.example/",
    ),
    (
        "Le Monde <lettre@lemonde.example>",
        "Amazon condamné pour ses abonnements Prime",
        "https://lemonde.example/",
    ),
    (
        "Corriere <news@corriere.example>",
        "Amazon, multa per gli abbonamenti Prime",
        "https://corriere.example/",
    ),
    (
        "Expresso <news@expresso.example>",
        "Amazon lança Prime em Portugal",
        "https://expresso.example/",
    ),
    (
        "Randstad <ofertas@randstad.example>",
        "Amazon busca personal de atención al cliente",
        "https://randstad.example/",
    ),
    (
        "Glassdoor <noreply@glassdoor.example>",
        "Amazon: 12 new jobs for you",
        "Security Engineer, Amazon. Support Associate, Amazon. https://glassdoor.example/",
    ),
    ("XING <jobs@xing.example>", "Amazon sucht Account Manager (m/w/d)", "https://xing.example/"),
    (
        "Packlink <info@packlink.example>",
        "Su devolución de Amazon está en camino",
        "https://packlink.example/",
    ),
    ("MRW <envios@mrw.example>", "Entrega de su pedido Amazon", "https://mrw.example/"),
    (
        "Punto Pack <avisos@puntopack.example>",
        "Tu pedido de Amazon te espera",
        "Recógelo antes del viernes con tu código 1234. https://puntopack.example/",
    ),
    ("InPost <info@inpost.example>", "Twoja paczka z Amazon czeka", "https://inpost.example/"),
    (
        "Hermes <noreply@hermes.example>",
        "Ihre Amazon Sendung wird heute zugestellt",
        "https://hermes.example/",
    ),
    (
        "Chronopost <info@chronopost.example>",
        "Votre colis Amazon arrive demain",
        "https://chronopost.example/",
    ),
    (
        "Pepper <hola@pepper.example>",
        "Alerta: Kindle",
        "Kindle baja de precio en Amazon. https://pepper.example/",
    ),
    (
        "Idealo <alerta@idealo.example>",
        "Bajada de precio en Amazon",
        "Tu alerta de precio: 20 €. https://idealo.example/",
    ),
    (
        "Helium <team@helium.example>",
        "Your Amazon listing was suppressed?",
        "Fix your Amazon listing. https://helium.example/",
    ),
    (
        "Tax <info@asesoria.example>",
        "IVA de sus ventas en Amazon",
        "Necesitamos sus facturas de Amazon. https://asesoria.example/",
    ),
    (
        "Datadog <alerts@datadog.example>",
        "[Triggered] AWS account 1234 over budget",
        "Your AWS account is over its limit. https://datadog.example/",
    ),
    (
        "Coursera <no-reply@coursera.example>",
        "AWS Cloud Practitioner: your certificate",
        "https://coursera.example/",
    ),
    (
        "Optometría Prime <citas@optoprime.example>",
        "Recordatorio de su cita",
        "https://optoprime.example/",
    ),
    (
        "Prime Security Ltd <office@primesecurity.example>",
        "Your contract",
        "Your Prime Security contract is attached.",
    ),
    (
        "Prime Fitness <hello@primefitness.example>",
        "Your Prime membership expires soon",
        "Renew your membership at the gym. https://primefitness.example/",
    ),
    ("Caixa Prime <no-reply@caixa.example>", "Sua conta Caixa Prime", "https://caixa.example/"),
    (
        "Alexa Müller <a.mueller@kanzlei.example>",
        "Ihre Rechnung",
        "Ihre Zahlung ist überfällig. Bitte überweisen.",
    ),
    (
        "WWF <info@wwf.example>",
        "La Amazonia te necesita",
        "Amazon fires. Tu firma cuenta. https://wwf.example/",
    ),
    (
        "Encuesta <estudio@panel.example>",
        "Encuesta sobre Amazon",
        "¿Compra usted en Amazon? Gane una tarjeta regalo de Amazon. https://panel.example/",
    ),
    *(
        (
            sender,
            subject,
            "Your request (4412) has been received. You wrote: my Amazon account is locked.",
        )
        for sender, subject in (
            ("Zendesk Support <support@acme.example>", "[Request received] Amazon account locked"),
            ("Help Desk <help@lamps.example>", "[Ticket #812] Amazon payment failed"),
            ("Soporte <soporte@tiendax.example>", "[Caso 4412] Cuenta de Amazon bloqueada"),
            ("Jira <jira@acme.example>", "[JIRA] (AMZ-12) Amazon account suspended"),
        )
    ),
    *(
        (
            sender,
            subject,
            "Die Verbindung zu Ihrem Amazon-Konto ist abgelaufen. Bitte neu autorisieren.",
        )
        for sender, subject in (
            ("Billbee <info@billbee.example>", "Amazon-Verbindung abgelaufen"),
            ("JTL <info@jtl.example>", "Amazon-Anbindung gesperrt"),
            ("Plenty <info@plenty.example>", "Amazon-Schnittstelle: Fehler"),
        )
    ),
    *(
        (
            sender,
            "Compra rechazada",
            "Su pago AMAZON PRIME ha sido rechazado. Verifique el saldo de su cuenta.",
        )
        for sender in (
            "Société Bancaire <alerte@sb.example>",
            "Deutsche Bank <avisos@db.example>",
            "EE <info@ee.example>",
            "O2 <info@o2.example>",
        )
    ),
    *(
        (
            sender,
            "Package pickup",
            "You have an Amazon package here. Bring your ID to verify your identity.",
        )
        for sender in (
            "Parcel Room <mailroom@university.example>",
            "Front Desk Sunset <sunset@residences.example>",
            "Conserjería <conserjeria2b@edificio.example>",
        )
    ),
    (
        "X <notify@x.example>",
        "Amazon Help posted",
        "Amazon Help: Your account security matters. https://x.example/",
    ),
    (
        "O2 <info@o2.example>",
        "Prime",
        "Tu suscripción Prime ha sido cancelada en tu tarifa O2. https://o2.example/",
    ),
    ("Notaría <notaria@notaria.example>", "Documento", "Adjunto."),
    ("Mutua <atencion@mutua.example>", "Su póliza", "Descuento en Amazon para mutualistas."),
)
_LIST = "List-Post: <mailto:x@lists.example>\nIn-Reply-To: <1@x>\n"
ROWS = (
    *BANKS,
    *LENDERS,
    *POINTS,
    *CALENDARS,
    *FRIENDS,
    *CUSTOMERS,
    *SHOPS,
    *NEWS,
    *JOBS,
    *CARRIERS,
    *TRACKERS,
    *WORK,
    *FURTHER,
)
ORDINARY: tuple[tuple[Row, str], ...] = (
    *((row, "") for row in ROWS),
    *((row, _LIST) for row in LISTS),
)
"""Every row, with further header lines."""


def _kind(name: str, rows: tuple[Row, ...]) -> None:
    """A kind that draws one of the rows, as a page or as plain text."""

    def build(draw: Draw) -> Built:
        sender, subject, text = draw.random.choice(rows)
        display, _, address = sender.rpartition(" ")
        headers = [("From", f"{word(display)} {address}"), ("Subject", word(subject))]
        blocks = text.splitlines()
        if text.startswith("<") or draw.random.random() < 0.5:
            blocks = [_linked(block) for block in blocks]
            return Built(
                "", compose(draw, headers, part(draw, "text/html", page(draw, *blocks))), "no-claim"
            )
        return Built("", compose(draw, headers, part(draw, "text/plain", text)), "no-claim")

    KINDS[f"ordinary-{name}"] = build


def _linked(block: str) -> str:
    """A line of a page in which an address is a link."""
    before, scheme, rest = block.partition("https://")
    if not scheme or "<" in block:
        return block
    return f'{before}<a href="{scheme}{rest.split()[0]}">link</a>'


for _name, _rows in (
    ("banks", BANKS), ("lenders", LENDERS), ("points", POINTS), ("calendars", CALENDARS), ("friends", FRIENDS),
    ("customers", CUSTOMERS), ("shops", SHOPS), ("newspapers", NEWS), ("jobs", JOBS), ("carriers", CARRIERS),
    ("trackers", TRACKERS), ("work", WORK), ("further", FURTHER),
):  # fmt: skip
    _kind(_name, _rows)
