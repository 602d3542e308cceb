-- Tables booked at a shop through its reservation system.
-- depends: 0020.operators

CREATE TABLE chatbot.reservations (
    id BIGSERIAL PRIMARY KEY,
    request_id UUID NOT NULL,
    user_id INTEGER REFERENCES chatbot.users (id) ON DELETE SET NULL,
    shop_id INTEGER NOT NULL REFERENCES chatbot.shops (id),
    turn_id UUID,
    people SMALLINT NOT NULL,
    reserved_for TIMESTAMPTZ NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'REQUESTED',
    provider_reservation_id VARCHAR(100),
    ended_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT reservations_request_unique UNIQUE (request_id),
    CONSTRAINT reservations_provider_unique UNIQUE (provider_reservation_id),
    CONSTRAINT reservations_people_check CHECK (people BETWEEN 1 AND 1000),
    CONSTRAINT reservations_status_check CHECK (status IN ('REQUESTED', 'CONFIRMED', 'REFUSED', 'CANCELLED')),
    CONSTRAINT reservations_confirmed_check CHECK (status <> 'CONFIRMED' OR provider_reservation_id IS NOT NULL),
    CONSTRAINT reservations_refused_check CHECK (status <> 'REFUSED' OR provider_reservation_id IS NULL),
    CONSTRAINT reservations_ended_check CHECK ((status IN ('REFUSED', 'CANCELLED')) = (ended_at IS NOT NULL))
);
COMMENT ON TABLE chatbot.reservations IS 'Bookings. REQUESTED means that the outcome at the reservation system is not known yet.';
COMMENT ON COLUMN chatbot.reservations.request_id IS 'Identity of the request; the reservation system gets it too, so that a retry books once.';
COMMENT ON COLUMN chatbot.reservations.turn_id IS 'The conversation''s turn, without a foreign key; NULL once that month is archived.';
CREATE INDEX idx_reservations_user ON chatbot.reservations (user_id, reserved_for DESC);
CREATE INDEX idx_reservations_shop ON chatbot.reservations (shop_id, reserved_for);
CREATE INDEX idx_reservations_unknown ON chatbot.reservations (created_at) WHERE status = 'REQUESTED';
CREATE TRIGGER reservations_updated_at BEFORE UPDATE ON chatbot.reservations
    FOR EACH ROW EXECUTE FUNCTION chatbot.set_updated_at();
