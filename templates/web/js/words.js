/** What the page itself says, and Korean names for the codes of a turn's trace. */

export const GREETING = "안녕하세요, 나비얌이에요. 배고플 때 말만 해 주세요. 갈 만한 데를 찾아 줄게요.";

export const FIRST_WORDS = {
  first: [
    "배고픈데 오천원밖에없음ㅠ 건대입구역 근처",
    "강남역 근처 지금 여는 분식집",
    "홍대입구역에서 친구 넷이랑 2만원",
    "수원역 안 매운 거 칠천원 안쪽",
    "편의점에서 3천원으로 뭐 사",
    "뭐 할 수 있어?",
  ],
  member: [
    "배고픈데 오천원밖에없음ㅠ 건대입구역 근처",
    "내 쿠폰 보여줘",
    "나 뭐 먹지",
    "얼마 남았어?",
    "서면역 국밥 몇 시까지 해?",
    "신림역에서 엄마랑 둘이 만오천원",
  ],
};

export const TEXT_LIMIT = 5000;

export const TROUBLE = {
  tooLong: "글이 너무 길어요. 5,000자까지만 보낼 수 있어요. 조금 줄여 줄래요?",
  tooMany: "잠깐만요, 10초 뒤에 다시 눌러줘요.",
  offline: "인터넷이 끊긴 것 같아요. 쓴 말은 그대로 있어요.",
  slow: "답이 늦어지고 있어요. 쓴 말은 그대로 있어요.",
  refused: "이 말은 읽지 못했어요. 조금 바꿔서 보내 줄래요?",
  broken: "잠깐 문제가 생겼어요. 쓴 말은 그대로 있어요.",
};

export const PLACE_TROUBLE = {
  denied: "위치를 볼 수 없게 되어 있어요. 아래에서 동네를 골라 주세요.",
  lost: "지금은 위치를 찾지 못했어요. 아래에서 동네를 골라 주세요.",
  looking: "위치를 찾고 있어요…",
};

export const INTENTS = {
  FOOD_REQUEST: "먹을 것 찾기",
  BUDGET_INQUIRY: "이 돈으로 먹을 것",
  LOCATION_INQUIRY: "가까운 곳 찾기",
  TIME_INQUIRY: "여는 시간",
  MENU_OPTION: "메뉴와 옵션",
  COUPON_INQUIRY: "쿠폰",
  GROUP_DINING: "여럿이 앉을 자리",
  BALANCE_CHECK: "남은 돈",
  BALANCE_CHARGE: "충전",
  EMERGENCY_FOOD: "지금 당장 먹을 것",
  GENERAL_CHAT: "이야기",
  UNKNOWN: "잘 모르겠음",
};

export const SLOTS = {
  food_type: "음식",
  budget: "예산",
  budget_per_person: "한 사람 예산",
  people: "사람 수",
  companions: "같이 먹는 사람",
  location: "곳",
  near_me: "내 근처",
  time_preference: "때",
  menu_options: "옵션",
  taste: "맛",
  dietary: "가려 먹는 것",
  exclude: "빼는 것",
  shop: "가게",
  coupon: "쿠폰",
  urgency: "급함",
};

export const REASONS = {
  BUDGET_FIT: "예산에 맞아요",
  NEARBY: "가까워요",
  POPULAR: "많이 가요",
  FOODCARD_OK: "결제 OK",
  HIGH_QUALITY: "평이 좋아요",
  USER_PREFERENCE: "좋아하는 음식이에요",
};

export const STAGES = {
  load: "불러오기",
  understand: "알아듣기",
  decide: "정하기",
  act: "찾기",
  compose: "말 고르기",
  remember: "기억하기",
};

export const STRATEGIES = {
  ONBOARDING: "처음 알아 가는 중",
  DATA_BUILDING: "더 알아 가는 중",
  NORMAL: "보통",
  URGENT: "급한 도움",
};

export const METHODS = {
  WIDE_DEEP: "배운 점수",
  RAG: "비슷한 말 찾기",
  HYBRID: "점수와 비슷한 말",
  EMERGENCY: "급한 도움",
  COUPON_BASED: "쿠폰에 맞춰",
  FALLBACK: "조건을 넓혀",
};

export const SAFETY = {
  self_harm: "자해 신호",
  abuse: "학대 신호",
  bullying: "괴롭힘 신호",
  sexual_harm: "성적 위험 신호",
  missing: "길 잃음·가출 신호",
};

export const won = (amount) => `${Number(amount).toLocaleString("ko-KR")}원`;

export const clock = (moment) =>
  new Intl.DateTimeFormat("ko-KR", { hour: "numeric", minute: "2-digit" }).format(new Date(moment));

export const day = (moment) =>
  new Intl.DateTimeFormat("ko-KR", { year: "numeric", month: "long", day: "numeric", weekday: "long" }).format(
    new Date(moment),
  );
