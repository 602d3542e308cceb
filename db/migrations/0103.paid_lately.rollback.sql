DROP INDEX chatbot.idx_card_transactions_paid;
