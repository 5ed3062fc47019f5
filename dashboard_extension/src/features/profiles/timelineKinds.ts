/** What merchants look for on a timeline: types of events that belong together, and notes. */
import type { Words } from "@/languages";

/** The types of each kind, as the contract names them; those of none are shown among all others only. */
export const TYPES = {
  orders: [
    "CHECKOUT_STARTED",
    "ORDER_PLACED",
    "ORDER_PAID",
    "ORDER_FULFILLED",
    "ORDER_REFUNDED",
    "ORDER_CANCELED",
  ],
  points: [
    "POINTS_EARNED",
    "POINTS_REDEEMED",
    "POINTS_EXPIRING",
    "POINTS_EXPIRED",
    "POINTS_CLAWED_BACK",
    "POINTS_RETURNED",
    "POINTS_ADJUSTED",
    "ACCOUNT_FROZEN",
    "ACCOUNT_UNFROZEN",
    "ACCOUNT_CLOSED",
    "ACCOUNT_REOPENED",
  ],
  coupons: ["COUPON_ISSUED", "COUPON_USED", "COUPON_EXPIRING", "COUPON_EXPIRED", "COUPON_REVOKED"],
  standing: ["TIER_REACHED", "TIER_LOST", "RFM_GROUP_CHANGED"],
  referrals: ["REFERRAL_CLAIMED", "REFERRAL_REWARDED", "REFERRAL_REVERSED"],
  messages: [
    "MESSAGE_SENT",
    "MESSAGE_DELIVERED",
    "MESSAGE_CLICKED",
    "MESSAGE_BOUNCED",
    "MESSAGE_COMPLAINED",
  ],
  consent: ["CONSENT_GRANTED", "CONSENT_REVOKED"],
  person: ["CUSTOMER_REGISTERED", "PROFILE_UPDATED", "PROFILE_MERGED", "PROFILE_UNMERGED"],
} as const;

export type Kind = keyof typeof TYPES | "notes";

/** In the order in which they are offered. */
export const KIND_WORDS: Readonly<Record<Kind, keyof Words>> = {
  orders: "timeline.orders",
  points: "points.title",
  coupons: "coupons.title",
  standing: "timeline.standing",
  referrals: "referrals.title",
  messages: "messages.title",
  consent: "consent.title",
  person: "timeline.person",
  notes: "notes.title",
};

export const KINDS = Object.keys(KIND_WORDS) as readonly Kind[];

export interface Wanted {
  readonly withEvents: boolean;
  readonly withNotes: boolean;
  readonly types?: string[];
}

/** Returns what is asked for one kind, or for everything. */
export function wantedOf(kind: Kind | undefined): Wanted {
  if (kind === undefined) return { withEvents: true, withNotes: true };
  if (kind === "notes") return { withEvents: false, withNotes: true };
  return { withEvents: true, withNotes: false, types: [...TYPES[kind]] };
}
