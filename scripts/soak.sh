#!/bin/sh
# Runs libmigrt for long: processes that call each other and die, then a peer that sends garbage.
#
#	soak.sh FOLDER        the folder with the programs `soak` and `hostile`
#
# SOAK_SEED repeats a run; without it, the seed is drawn, and both programs print it.
# SOAK_CALLS (200000) and SOAK_SECONDS (600) say how long.
set -eu

folder=$1
seed=${SOAK_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}

echo "seed $seed; to repeat: make soak SOAK_SEED=$seed"
"$folder/soak" -c "${SOAK_CALLS:-200000}" -s "$seed"
"$folder/hostile" -t "${SOAK_SECONDS:-600}" -s "$seed"
