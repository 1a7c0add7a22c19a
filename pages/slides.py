DECKS = []
